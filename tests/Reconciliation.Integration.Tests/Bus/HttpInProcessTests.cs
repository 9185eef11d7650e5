using System.Text;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Bus;

/// <summary>HTTP ingestion where there is no broker: records answered 202 are committed, and any others may be sent again.</summary>
public sealed class HttpInProcessTests : IAsyncLifetime
{
    private static readonly byte[] Two = Encoding.UTF8.GetBytes(
        $"[{PaymentRecords.Ro("PROCESSUS").ToJsonString()},{PaymentRecords.Ro("PROCESSUS", 2).ToJsonString()}]");

    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync(TestInstance.Schema);

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [SkippableFact]
    public async Task While_the_database_refuses_a_request_waits_and_is_answered_after_the_commit()
    {
        await using var instance = await TestInstance.StartAsync(_database);
        await CloseAsync(instance);
        var request = instance.PostRawAsync("/v1/paiements/ro", Two);
        await AttemptsAsync(instance, 3);
        Assert.False(request.IsCompleted);

        await instance.RowsAsync("DELETE FROM closed");

        var answer = await request;
        Assert.True(answer.Status == 202, answer.Text);
        Assert.Equal(2, (await instance.SoinsAsync("PROCESSUS")).Count);
        Assert.Equal(0, await instance.CountAsync("SELECT count(*) FROM quarantaine"));
    }

    [SkippableFact]
    public async Task A_stop_in_the_middle_acknowledges_nothing_and_what_is_sent_again_is_taken_once()
    {
        Task<Answer> request;
        await using (var instance = await TestInstance.StartAsync(_database))
        {
            await CloseAsync(instance);
            request = instance.PostRawAsync("/v1/paiements/ro", Two);
            await AttemptsAsync(instance, 2);
        }

        Assert.Equal("indisponible", (await request).Problem(503));
        await using var next = await TestInstance.StartAsync(_database);
        Assert.Empty(await next.SoinsAsync("PROCESSUS"));
        Assert.Equal(0, await next.CountAsync("SELECT count(*) FROM quarantaine"));

        await next.RowsAsync("DELETE FROM closed");
        var again = await next.PostRawAsync("/v1/paiements/ro", Two);
        Assert.True(again.Status == 202, again.Text);
        Assert.Equal(2, (await next.SoinsAsync("PROCESSUS")).Count);
    }

    // As long as a row of it is there the database refuses every line, as a server does that is starting up.
    private static Task<List<object?[]>> CloseAsync(TestInstance instance) => instance.RowsAsync("""
        CREATE TABLE closed AS SELECT 1 AS closed;
        CREATE SEQUENCE attempts;
        CREATE FUNCTION closed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM nextval('attempts');
            IF EXISTS (SELECT FROM closed) THEN RAISE EXCEPTION 'closed' USING ERRCODE = '57P03'; END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER closed BEFORE INSERT ON ligne FOR EACH ROW EXECUTE FUNCTION closed();
        """);

    private static Task AttemptsAsync(TestInstance instance, int count) => Eventually.HoldsAsync(
        $"the engine has tried {count} times", async () => await instance.CountAsync("SELECT last_value FROM attempts") >= count);
}
