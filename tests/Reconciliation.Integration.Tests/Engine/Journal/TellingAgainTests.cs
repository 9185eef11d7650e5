using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Core;
using Reconciliation.Integration.Tests.Commands;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Outages;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Engine;

/// <summary>The soins that are told again when an epoch begins: all that were written since it counts, and no other, each once.</summary>
public sealed class TellingAgainTests : DatabaseTest
{
    // More than two looks of each, so that the walk ends neither at the first old entry nor at the first look.
    private const int Old = 2 * TellingAgain.EntriesPerLookMax + 200, Young = 2 * TellingAgain.EntriesPerLookMax + 300;

    private readonly ShiftedClock _clock = new();

    // The views that were told are read by SQL.
    private protected override TestTemplate Template => TestInstance.PlainSchema;

    [SkippableFact]
    public async Task Exactly_the_soins_that_were_written_since_it_counts_come_again_through_any_end_of_the_walk()
    {
        await using var services = Engines.Services();
        await FillAsync(services);
        var keeper = new EpochKeeper(Source, Engines.On(Source, services, _clock), _clock);
        var calls = 0;
        while (!await keeper.KeepAsync(default))
        {
            // Somebody else goes on each time.
            keeper = new(Source, Engines.On(Source, services, _clock), _clock);
            calls++;
        }

        Assert.InRange(calls, 2, (Old + Young) / TellingAgain.EntriesPerLookMax + 2);
        await VerifyAsync();
        Assert.True((await Epochs.LastAsync(Source, default))!.IsToldAgain);
        Assert.True(await keeper.KeepAsync(default));
        await VerifyAsync();
    }

    [SkippableFact]
    public async Task An_engine_that_is_killed_in_the_middle_is_followed_by_one_that_goes_on()
    {
        await using var services = Engines.Services();
        await FillAsync(services);
        var broker = await Broker.VirtualHostAsync();
        await using (var killed = Start(broker))
        {
            await Eventually.HoldsAsync("some are told again", async () =>
            {
                Assert.False(killed.HasExited, killed.Errors);
                return await ToldAsync() > 0;
            });
            using var kill = Process.Start("/bin/sh", ["-c", $"kill -KILL {killed.Id}"]);
            await kill.WaitForExitAsync();
        }

        await using var next = Start(broker);
        await Eventually.HoldsAsync("all are told again", async () => (await Epochs.LastAsync(Source, default))!.IsToldAgain);
        await VerifyAsync();
    }

    // Old soins, and young ones, of which some are of the same beneficiary and day as an old one. Then the history becomes another's.
    private async Task FillAsync(ServiceProvider services)
    {
        var engine = Engines.On(Source, services, _clock);
        _clock.Move(-TimeSpan.FromHours(2));
        await WriteAsync(engine, Enumerable.Range(1, Old).Select(n => Scenario.Ro($"o{n}")));
        _clock.Move(TimeSpan.FromHours(2));
        await WriteAsync(engine, Enumerable.Range(1, Young).Select(n => Scenario.Ro($"y{n}", beneficiaire: n <= 100 ? $"o{n}" : null)));
        await Source.ExecuteAsync("UPDATE epoque SET histoire = 'elsewhere'");
    }

    private static async Task WriteAsync(Reconciler engine, IEnumerable<ReceivedLigne> lines)
    {
        foreach (var some in lines.Chunk(500))
        {
            await engine.ReconcileLignesAsync(some, default);
        }
    }

    private ReconProcess Start(Uri broker) => ReconProcess.Start(
        new Dictionary<string, string>
        {
            ["RECONCILIATION_POSTGRES"] = ConnectionString,
            ["RECONCILIATION_AUTHORITY"] = "https://identite.example",
            ["RECONCILIATION_RABBITMQ"] = broker.ToString(),
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
        },
        "engine");

    private Task<long> ToldAsync() => Source.CountAsync("SELECT count(*) FROM journal WHERE cause ->> 'type' = 'epoque'");

    private async Task VerifyAsync()
    {
        Assert.Equal(Young, await ToldAsync());
        Assert.Equal(Young, await Source.CountAsync(
            """
            SELECT count(DISTINCT t.soin_id) FROM journal AS t JOIN journal AS j ON j.soin_id = t.soin_id AND j.version = t.version - 1
            WHERE t.cause ->> 'type' = 'epoque' AND j.vue ->> 'misAJourLe' > to_char(now() - interval '1 hour', 'YYYY-MM-DD"T"HH24:MI')
            """));
        Assert.Equal(Old + Young, await Source.CountAsync("SELECT count(*) FROM soin"));
    }
}
