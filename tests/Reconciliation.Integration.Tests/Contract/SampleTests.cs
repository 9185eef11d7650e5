using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Contract;

/// <summary>The sample, as a process of its own: its copy becomes what the API has, through being killed in the middle.</summary>
public sealed class SampleTests(SharedInstance shared) : IClassFixture<SharedInstance>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("suivre-");

    private string File => Path.Combine(_folder.FullName, "soins.db");

    [SkippableFact]
    public async Task The_copy_is_what_the_API_has_through_a_restart()
    {
        const int Members = 60;
        var instance = await shared.StartAsync();
        await PayAsync(instance, Enumerable.Range(1, Members), PaymentRecords.Ro);
        using (var first = Start(instance))
        {
            await FollowedAsync("some soins are copied", first, () => Task.FromResult(Copy().Count > 0));
            first.Kill(entireProcessTree: true);
            await first.WaitForExitAsync();
        }

        Assert.InRange(Copy().Count, 1, Members);
        await PayAsync(instance, Enumerable.Range(1, Members).Where(n => n % 2 == 0), PaymentRecords.Complementaire);
        using var second = Start(instance);
        await FollowedAsync("the copy is what the API has", second, async () => Same(Copy(), await OfTheApiAsync(instance, Members)));

        // The sample goes on: a later payment comes too.
        await PayAsync(instance, [1], PaymentRecords.Complementaire);
        await FollowedAsync("the next version is copied", second, async () => Same(Copy(), await OfTheApiAsync(instance, Members)));
        second.Kill(entireProcessTree: true);
        await second.WaitForExitAsync();
    }

    [SkippableFact]
    public async Task A_copy_that_holds_what_a_restore_took_asks_again_and_ends_with_what_is_there()
    {
        const int Members = 8;
        await using var first = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var lost = await TestInstance.StartAsync(first);
        await PayAsync(lost, Enumerable.Range(1, Members), PaymentRecords.Ro);

        // The last entry of the backup is much later than the first ones: these are not told again.
        lost.Clock.Move(TimeSpan.FromMinutes(20));
        await PayAsync(lost, [Members + 1], PaymentRecords.Ro);
        await using var backup = await TestDatabase.CopyAsync(first);
        lost.Clock.Move(TimeSpan.FromMinutes(1));
        await PayAsync(lost, [1, 2, 3], PaymentRecords.Complementaire);
        await PayAsync(lost, [Members + 2], PaymentRecords.Ro);
        using (var before = Start(lost))
        {
            await FollowedAsync("all is copied", before, async () => Same(Copy(), await OfTheApiAsync(lost, Members + 2)));
            before.Kill(entireProcessTree: true);
            await before.WaitForExitAsync();
        }

        await using var restored = await TestInstance.StartAsync(backup, clock: lost.Clock);
        using var after = Start(restored);
        await FollowedAsync(
            "the copy is what the backup had", after, async () => Same(Copy(), await OfTheApiAsync(restored, Members + 2)));
        Assert.Equal(Members + 1, Copy().Count);

        // It goes on in the new history.
        await PayAsync(restored, [4], PaymentRecords.Complementaire);
        await FollowedAsync("the next version is copied", after, async () => Same(Copy(), await OfTheApiAsync(restored, Members + 2)));
        after.Kill(entireProcessTree: true);
        await after.WaitForExitAsync();
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private Process Start(TestInstance instance)
    {
        var start = new ProcessStartInfo("dotnet", [Sample(), instance.Address.ToString(), File])
        {
            Environment = { ["RECONCILIATION_JETON"] = TestInstance.Token(null, Scopes.Espace) },
        };
        return Process.Start(start)!;
    }

    // The sample in the folder where it was built, with the files that it needs and nothing else.
    private static string Sample()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(own.Parent!.Parent!.FullName, "SuivreLesSoins", own.Name, "SuivreLesSoins.dll");
    }

    private static Task FollowedAsync(string what, Process process, Func<Task<bool>> holds) => Eventually.HoldsAsync(what, async () =>
    {
        Assert.False(process.HasExited, "The sample has ended.");
        return await holds();
    });

    private static async Task PayAsync(TestInstance instance, IEnumerable<int> members, Func<string, int, JsonObject> payment)
    {
        foreach (var member in members)
        {
            await (payment == PaymentRecords.Ro
                ? instance.RoAsync(payment($"COPIE-{member}", 1))
                : instance.ComplementairesAsync(payment($"COPIE-{member}", 1)));
        }
    }

    private Dictionary<string, string> Copy()
    {
        var views = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!System.IO.File.Exists(File))
        {
            return views;
        }

        // As its owner reads it: a sample that was killed within a transaction left a journal, which the next to read rolls back.
        using var connection = new SqliteConnection($"Data Source={File};Mode=ReadWrite;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT soin_id, vue FROM soin";
        try
        {
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                views[reader.GetString(0)] = reader.GetString(1);
            }
        }
        catch (SqliteException e) when (e.SqliteErrorCode == 1)
        {
            // The table is not there yet.
        }

        return views;
    }

    private static async Task<Dictionary<string, string>> OfTheApiAsync(TestInstance instance, int members)
    {
        var views = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in Enumerable.Range(1, members))
        {
            foreach (var view in await instance.SoinsAsync($"COPIE-{member}"))
            {
                views[view.GetProperty("soinId").GetString()!] = view.GetRawText();
            }
        }

        return views;
    }

    private static bool Same(Dictionary<string, string> copy, Dictionary<string, string> api) =>
        copy.Count == api.Count
            && api.All(v => copy.TryGetValue(v.Key, out var text) && JsonNode.DeepEquals(JsonNode.Parse(text), JsonNode.Parse(v.Value)));
}
