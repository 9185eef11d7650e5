using Npgsql;
using Reconciliation.Domain;

namespace Reconciliation.Benchmarks.Throughput;

/// <summary>The cost of kills to a contender.</summary>
/// <param name="Contender">The contender's name.</param>
/// <param name="Lost">Lines of which it keeps nothing.</param>
/// <param name="Twice">Lines that it counted once more.</param>
/// <param name="NeverTold">Soins of which it never published every line.</param>
internal sealed record Losses(string Contender, long Lost, long Twice, long NeverTold);

/// <summary>
/// A round in which the program is killed with -9 and started again, and nothing is timed: in the end every line is looked for. No line
/// comes twice, so that one that is counted twice was counted so by the contender.
/// </summary>
/// <param name="servers">The servers.</param>
/// <param name="lines">The lines of a round.</param>
internal sealed class KilledRun(BenchServers servers, int lines)
{
    private const int Kills = 2;
    private const int Seed = 9;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    // A program that has nothing to do for so long, and nothing left to publish, will do no more.
    private static readonly TimeSpan Still = TimeSpan.FromSeconds(5);

    public async Task<Losses> RunAsync(Contender contender)
    {
        var database = await servers.DatabaseAsync();
        await contender.Prepare(database);
        var load = Load.Of((int)(lines * contender.Share), Seed, duplicatesPercent: 0);
        var virtualHost = await servers.VirtualHostAsync();
        await using var topology = await Topology.DeclareAsync(virtualHost);
        await topology.PublishAsync(load.Messages);
        Losses losses;
        await using (var source = NpgsqlDataSource.Create(database))
        {
            for (var kill = 1; kill <= Kills; kill++)
            {
                await UntilAsync(contender, database, virtualHost, source, load.Lines * kill / (Kills + 1));
            }

            await using (contender.Start(database, virtualHost))
            {
                await SettleAsync(contender, source, topology);
            }

            var (lost, twice) = await contender.Kept.Lines(source, load);
            losses = new(contender.Name, lost, twice, await contender.Kept.NeverToldAsync(load, topology.TakePublishedAsync()));
        }

        Console.WriteLine($"  {contender.Name,-15} killed {Kills} times in {load.Lines} lines: {losses.Lost} lost, "
            + $"{losses.Twice} counted twice, {losses.NeverTold} of {load.Soins} soins never published whole");
        NpgsqlConnection.ClearAllPools();
        await servers.DropAsync(database);
        return losses;
    }

    // The end of a child process is a kill with -9.
    private static async Task UntilAsync(
        Contender contender, string database, Uri virtualHost, NpgsqlDataSource source, long lines)
    {
        await using var child = contender.Start(database, virtualHost);
        var start = TimeProvider.System.GetTimestamp();
        while ((await contender.Progress(source)).Processed < lines)
        {
            if (child.HasEnded)
                throw new InvalidOperationException($"{contender.Name} ended by itself: {child.Complaint}");
            if (TimeProvider.System.GetElapsedTime(start) > Limit)
                throw new TimeoutException($"{contender.Name} did not come to {lines} lines within {Limit.TotalMinutes} minutes.");
            await Task.Delay(Look, TimeProvider.System);
        }
    }

    private static async Task SettleAsync(Contender contender, NpgsqlDataSource source, Topology topology)
    {
        var start = TimeProvider.System.GetTimestamp();
        var (seen, since) = (-1L, start);
        while (TimeProvider.System.GetElapsedTime(start) < Limit)
        {
            var (processed, published) = await contender.Progress(source);
            var waiting = await topology.ReadyAsync(Part.Ro.Queue) + await topology.ReadyAsync(Part.Complementaire.Queue);
            if (processed != seen || !published || waiting > 0)
                (seen, since) = (processed, TimeProvider.System.GetTimestamp());
            else if (TimeProvider.System.GetElapsedTime(since) > Still)
                return;
            await Task.Delay(Look, TimeProvider.System);
        }
    }
}
