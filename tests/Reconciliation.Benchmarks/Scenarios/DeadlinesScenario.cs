using Npgsql;
using Reconciliation.Benchmarks.Store;

namespace Reconciliation.Benchmarks.Scenarios;

/// <summary>
/// A store in which every soin becomes late in the same second, while lines arrive. The store is loaded for an instant that lies behind
/// its loading; the engine runs and lines arrive when that instant comes.
/// </summary>
internal static class DeadlinesScenario
{
    private const int LinesPerSecond = 500;

    // The least time for loading, and the time for engine and API to start and warm up.
    private const int LoadedPerSecond = 5_000;
    private const int SlowestPerSecond = 500;
    private static readonly TimeSpan Starting = TimeSpan.FromSeconds(75);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(15);

    public static async Task RunAsync(Run run)
    {
        var soins = run.Plan.Size(1_000_000, 20_000);
        var due = TimeProvider.System.GetUtcNow() + Starting + TimeSpan.FromSeconds((double)soins / LoadedPerSecond);
        var database = await run.Servers.DatabaseAsync();
        var loaded = await new StoreLoader(run.Servers, soins, due, versions: 1).LoadAsync(database);
        var early = due - TimeProvider.System.GetUtcNow();
        Console.WriteLine($"  {loaded:N0} soins are due in {early.TotalSeconds:0} s");

        // Lines are measured from that instant on, until everything is drained: before it nothing is in their way.
        var warmUp = early > WarmUp ? early : WarmUp;
        var longest = TimeSpan.FromSeconds((double)loaded / SlowestPerSecond);
        using var drained = CancellationTokenSource.CreateLinkedTokenSource(run.Stop);
        var inner = run with { Stop = drained.Token };
        await LatencyScenario.MeasureAsync(inner, database, "echeances", LinesPerSecond, longest, warmUp, async () =>
        {
            var took = await DrainAsync(database, due, loaded, run.Stop);
            run.Results.Add("echeances.soins", loaded);
            run.Results.Add("echeances.soinsParSeconde", loaded / took.TotalSeconds);
            Console.WriteLine($"  drained in {took.TotalSeconds:0.0} s: {loaded / took.TotalSeconds:N0} a second");
            await drained.CancelAsync();
        });
        await run.Servers.DropAsync(database);
    }

    // From the counters, which say how many soins still wait: asking the table itself would be in the way. Lines that arrive meanwhile are
    // of acts long ago: none of them waits.
    private static async Task<TimeSpan> DrainAsync(string database, DateTimeOffset due, long soins, CancellationToken cancellationToken)
    {
        var clock = TimeProvider.System;
        await using var source = NpgsqlDataSource.Create(database);
        var before = due - clock.GetUtcNow();
        if (before > TimeSpan.Zero)
        {
            await Task.Delay(before, clock, cancellationToken);
        }

        var start = before > TimeSpan.Zero ? due : clock.GetUtcNow();
        while (true)
        {
            await using var waiting = source.CreateCommand(
                "SELECT coalesce(sum(valeur), 0)::bigint FROM compteur WHERE nom = 'situation' AND cle = 'EnAttenteRo'");
            if ((long)(await waiting.ExecuteScalarAsync(cancellationToken))! == 0)
            {
                return clock.GetUtcNow() - start;
            }

            await Task.Delay(Look, clock, cancellationToken);
        }
    }
}
