using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Bus;
using Reconciliation.Domain;
using Reconciliation.Engine;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Engine;

/// <summary>A line that the database refuses stands alone in the end; a database that is busy or away is waited for.</summary>
public sealed class PoisonTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestInstance _instance = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(TestInstance.Schema);
        _instance = await TestInstance.StartAsync(_database);
    }

    public async Task DisposeAsync()
    {
        await _instance.DisposeAsync();
        await _database.DisposeAsync();
    }

    [SkippableFact]
    public async Task A_line_that_the_database_refuses_goes_to_quarantine_and_its_neighbours_are_kept()
    {
        await Execute("""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '22000'; END $$;
            CREATE TRIGGER refuse BEFORE INSERT ON ligne FOR EACH ROW WHEN (NEW.decompte = 'poison') EXECUTE FUNCTION refuse();
            """);
        var lines = Enumerable.Range(0, 40).Select(i => Scenario.Ro(i == 17 ? "poison" : $"good{i}")).ToList();
        await ReceiveAsync([.. lines.Select(Body)]);

        Assert.Equal(39L, await Scalar("SELECT count(*) FROM soin"));
        Assert.Equal(1L, await Scalar("SELECT count(*) FROM quarantaine WHERE motifs::text LIKE '%stockage%'"));
        Assert.Equal(
            1L,
            await Scalar("SELECT count(*) FROM quarantaine WHERE convert_from(corps, 'UTF8')::json -> 'ligne' ->> 'decompte' = 'poison'"));
    }

    [SkippableFact]
    public async Task Poison_that_comes_again_is_counted_and_not_listed_twice()
    {
        var garbage = new ReceivedMessage("not json"u8.ToArray());
        await ReceiveAsync(garbage, garbage);
        await ReceiveAsync(garbage);
        Assert.Equal(3, await Scalar("SELECT nombre FROM quarantaine WHERE convert_from(corps, 'UTF8') = 'not json'"));
    }

    [SkippableFact]
    public async Task Serialisation_failures_are_tried_again()
    {
        await Execute("""
            CREATE SEQUENCE attempts;
            CREATE FUNCTION busy() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN IF nextval('attempts') < 4 THEN RAISE EXCEPTION 'busy' USING ERRCODE = '40001'; END IF; RETURN NEW; END $$;
            CREATE TRIGGER busy BEFORE INSERT ON ligne FOR EACH ROW WHEN (NEW.decompte = 'busy') EXECUTE FUNCTION busy();
            """);
        await ReceiveAsync(Body(Scenario.Ro("busy")));
        Assert.Equal(1L, await Scalar("SELECT count(*) FROM soin WHERE beneficiaire_id = 'B-busy'"));
        Assert.Equal(4L, await Scalar("SELECT last_value FROM attempts"));
    }

    [SkippableFact]
    public async Task A_stop_ends_the_wait_for_a_database_that_refuses_everyone()
    {
        await Execute("""
            CREATE FUNCTION away() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'away' USING ERRCODE = '57P03'; END $$;
            CREATE TRIGGER away BEFORE INSERT ON ligne FOR EACH ROW WHEN (NEW.decompte = 'away') EXECUTE FUNCTION away();
            """);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Ingestion.ReceiveAsync(Part.Ro.Queue, Body(Scenario.Ro("away")), stop.Token));
        Assert.Equal(0L, await Scalar("SELECT count(*) FROM quarantaine WHERE convert_from(corps, 'UTF8') LIKE '%away%'"));
    }

    private Intake Ingestion => _instance.Services.GetRequiredService<Intake>();

    private Task ReceiveAsync(params ReceivedMessage[] messages) =>
        Task.WhenAll(messages.Select(message => Ingestion.ReceiveAsync(Part.Ro.Queue, message, default)));

    private static ReceivedMessage Body(ReceivedLigne line) => new(line.Content);

    private async Task Execute(string sql)
    {
        await using var command = _instance.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<object?> Scalar(string sql)
    {
        await using var command = _instance.Database.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
