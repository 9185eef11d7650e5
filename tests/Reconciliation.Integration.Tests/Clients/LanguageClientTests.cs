using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Commands;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Clients;

/// <summary>
/// The clients in TypeScript and Python as processes, against an instance: they send, read and are refused, and their copies, with that of
/// the sample in C#, become what the API has, through a restart, merged soins, erased ones and a history that was lost.
/// </summary>
public sealed class LanguageClientTests(SharedInstance shared) : IClassFixture<SharedInstance>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("copies-");

    [SkippableFact]
    public async Task Their_types_are_those_of_the_description()
    {
        using var check = LanguageTools.Start(await LanguageTools.GeneratorAsync(), "", "--check");
        await check.WaitForExitAsync();
        Assert.True(check.ExitCode == 0, "Run contracts/generate-types.");
    }

    [SkippableFact]
    public async Task They_send_read_by_page_and_by_tag_and_tell_a_refusal_by_its_code()
    {
        var instance = await shared.StartAsync();
        var token = TestInstance.Token(null, Scopes.Producer, Scopes.Espace);
        using var python = LanguageTools.Start(await LanguageTools.PythonAsync("premiers_pas"), token, $"{instance.Address}", "PAS-PY");
        using var node = LanguageTools.Start(await LanguageTools.TypeScriptAsync("premiers-pas"), token, $"{instance.Address}", "PAS-TS");
        var said = await Task.WhenAll(python.StandardOutput.ReadToEndAsync(), node.StandardOutput.ReadToEndAsync());
        Assert.Equal(
            """
            acceptés 1, rejetés montant signe
            acceptés 0, rejetés montant signe
            complet 30 true
            version 2, inchangé depuis : true
            page 1 null
            404 soin-inconnu

            """,
            said[1]);
        Assert.Equal(
            said[1],
            said[0].Replace("30.00", "30", StringComparison.Ordinal).Replace("True", "true", StringComparison.Ordinal)
                .Replace("None", "null", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Their_copies_end_with_what_is_there_through_a_restart_a_merged_soin_and_a_lost_history()
    {
        await using var first = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var lost = await TestInstance.StartAsync(first);
        await PayAsync(lost, 1, 2, 3, 4);
        await TestClients.PayTwoAsync(lost, "COPIES-7");
        await TestClients.MergeAsync(lost, "COPIES-7");

        // The last entry of the backup is much later than the first ones: these are not told again.
        lost.Clock.Move(TimeSpan.FromMinutes(20));
        await PayAsync(lost, 5);
        await using var backup = await TestDatabase.CopyAsync(first);
        lost.Clock.Move(TimeSpan.FromMinutes(1));
        await CompleteAsync(lost, 1, 2);
        await PayAsync(lost, 6);
        await FollowAsync(lost, _ => Task.CompletedTask);

        await using var restored = await TestInstance.StartAsync(backup, clock: lost.Clock);
        await FollowAsync(restored, async copies =>
        {
            Assert.All(copies, c => Assert.Equal(6, c.Read().Count));
            await CompleteAsync(restored, 3);
        });
    }

    [SkippableFact]
    public async Task A_soin_that_was_erased_leaves_their_copies()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database);
        await PayAsync(instance, 1, 2);
        await FollowAsync(instance, async copies =>
        {
            Assert.All(copies, c => Assert.Equal(2, c.Read().Count));
            await ReconProcess.EraseAsync(database.ConnectionString, "COPIES-1");
        });
    }

    [SkippableFact]
    public async Task A_place_of_which_nothing_is_known_ends_them_and_is_not_asked_for_again_and_again()
    {
        var asked = 0;
        await using var server = await TestClients.ServeAsync(http =>
        {
            Interlocked.Increment(ref asked);
            http.Response.StatusCode = StatusCodes.Status410Gone;
            http.Response.ContentType = "application/problem+json";
            return http.Response.WriteAsync(
                """{ "type": "urn:reconciliation:probleme:curseur-perime", "title": "Ce curseur n'est plus connu.", "status": 410 }""");
        });
        using var copies = await StartAsync(server.Address);
        foreach (var copy in copies.All)
        {
            await Eventually.HoldsAsync($"{Path.GetFileName(copy.File)} is given up", () => copy.Process.HasExited);
            Assert.NotEqual(0, copy.Process.ExitCode);
        }

        Assert.Equal(copies.All.Count, asked);
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    // Starts or starts again all three, and waits until each has what the API has, before and after what happens then.
    private async Task FollowAsync(TestInstance instance, Func<IReadOnlyList<SampleCopy>, Task> happen)
    {
        using var copies = await StartAsync(instance.Address);
        await copies.HoldAsync("each copy is what the API has", c => c.IsWhatTheApiHasAsync(instance, Members));
        await happen(copies.All);
        await copies.HoldAsync("each copy goes on", c => c.IsWhatTheApiHasAsync(instance, Members));
    }

    private async Task<SampleCopies> StartAsync(Uri address) => SampleCopies.Start(
        _folder.FullName, $"{address}", TestInstance.Token(null, Scopes.Espace),
        [
            ("soins.json", await LanguageTools.TypeScriptAsync("copie")),
            ("soins-py.db", await LanguageTools.PythonAsync("copie")),
            ("soins-cs.db", ["dotnet", SampleCopies.CSharp()]),
        ]);

    private static IEnumerable<string> Members => Enumerable.Range(1, 7).Select(n => $"COPIES-{n}");

    private static async Task PayAsync(TestInstance instance, params int[] members)
    {
        foreach (var member in members)
        {
            await instance.RoAsync(PaymentRecords.Ro($"COPIES-{member}"));
        }
    }

    private static async Task CompleteAsync(TestInstance instance, params int[] members)
    {
        foreach (var member in members)
        {
            await instance.ComplementairesAsync(PaymentRecords.Complementaire($"COPIES-{member}"));
        }
    }
}
