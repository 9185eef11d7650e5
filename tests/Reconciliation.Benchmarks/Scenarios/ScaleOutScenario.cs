using Npgsql;
using Reconciliation.Benchmarks.Store;
using Reconciliation.Benchmarks.Throughput;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Benchmarks.Scenarios;

/// <summary>
/// One, two and three engines on the same queues; or one engine on databases of several numbers of cells, in turns. After each round
/// everything is counted, added up and compared with the load, and <c>recon verify</c> must find nothing; meanwhile, the use of processors
/// by process and the waits of PostgreSQL's sessions.
/// </summary>
internal static class ScaleOutScenario
{
    private const int Rounds = 3;
    private const int EnginesMax = 3;

    public static async Task RunAsync(Run run)
    {
        var benchmark = new ThroughputBenchmark(run.Servers, run.Plan.Quick ? 20_000 : 120_000);
        var sizes = Sizes(run.Plan);
        var rates = sizes.ToDictionary(s => s, _ => new List<double>());
        for (var round = 0; round < (run.Plan.Quick ? 1 : Rounds); round++)
        {
            foreach (var size in sizes)
            {
                rates[size].Add(await RunAsync(run, benchmark, size));
            }
        }

        foreach (var size in sizes)
        {
            run.Results.Add($"{size.Key}.lignesParSeconde", Results.Median(rates[size]));
            run.Results.Add($"{size.Key}.{size.RatioName}", Results.Median(rates[size]) / Results.Median(rates[sizes[0]]));
        }
    }

    private static IReadOnlyList<Size> Sizes(Plan plan) => plan.Cells.Count == 0
        ? [.. Enumerable.Range(1, EnginesMax).Select(n => new Size($"montee.{n}", "ratioUnMoteur", n, Cells: 1))]
        : [.. plan.Cells.Select(n => new Size($"montee.cellules.{n}", $"ratioCellules{plan.Cells[0]}", Engines: 1, n))];

    private static async Task<double> RunAsync(Run run, ThroughputBenchmark benchmark, Size size)
    {
        await using var limits = new Limits(run.Servers);
        var sent = 0;
        Console.WriteLine($"  engines: {size.Engines}, cells: {size.Cells}");
        var measured =
            await benchmark.RunAsync(Contender.InCells(size.Cells), Run.NewSeed(), size.Engines, async (database, load, topology) =>
            {
                // The round has ended, and checking is not part of it. Publishing the load is: it costs each size the same.
                sent = load.Messages.Count;
                await limits.AddToAsync(run.Results, size.Key, sent);
                await CheckAsync(run, database, load, topology);
            });
        run.Results.Add($"{size.Key}.walOctetsParLigne", measured.LogBytesPerLine);
        foreach (var (who, microseconds) in measured.Costs)
        {
            run.Results.Add($"{size.Key}.microsecondesParLigne.{who}", microseconds);
        }

        return measured.PerSecond;
    }

    // The stored data must equal the data sent: each line once, each cent, each soin with both parts, each version published.
    private static async Task CheckAsync(Run run, string database, Load load, Topology topology)
    {
        await using (var source = NpgsqlDataSource.Create(database + ";Pooling=false"))
        {
            await ExpectAsync(source, "lines", load.Lines, "SELECT count(*) FROM ligne");
            await ExpectAsync(source, "cents", load.Cents, "SELECT sum(montant)::bigint FROM ligne");
            await ExpectAsync(source, "messages noted", load.Messages.Count, "SELECT sum(recues)::bigint FROM reception");
            await ExpectAsync(source, "soins", load.Soins, "SELECT count(*) FROM soin WHERE remplace_par IS NULL");
            var vues = await VuesAsync(source);
            Expect(
                "soins with both parts", load.Soins,
                vues.Count(v => v.PartRo.Etat == Contracts.EtatPart.Payee && v.PartComplementaire.Etat == Contracts.EtatPart.Payee));
            Expect("cents in views", load.Cents, vues.Sum(v => (long)((v.MontantTotal.AuCompte + v.MontantTotal.AuProfessionnel) * 100)));
            await ExpectAsync(source, "versions published", await topology.ReadyAsync(Topology.Listener), "SELECT count(*) FROM journal");
            await ExpectAsync(source, "messages in quarantine", 0, "SELECT count(*) FROM quarantaine");
        }

        var waiting = await topology.ReadyAsync(Part.Ro.Queue) + await topology.ReadyAsync(Part.Complementaire.Queue);
        Expect("messages left in the queues", 0, waiting);
        await RebuildScenario.TimeAsync(run, new LoadedStore(database, load.Soins), "verify");
        Console.WriteLine("  lines, cents, soins, versions and publications are what was sent; recon verify finds nothing");
    }

    private static async Task<List<Contracts.Vue>> VuesAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("SELECT vue_octets FROM soin");
        await using var reader = await command.ExecuteReaderAsync();
        var vues = new List<Contracts.Vue>();
        while (await reader.ReadAsync())
        {
            vues.Add(StoredJson.ReadVue(RecordPackers.Unpack(reader.GetFieldValue<byte[]>(0))));
        }

        return vues;
    }

    private static async Task ExpectAsync(NpgsqlDataSource source, string what, long expected, string sql)
    {
        await using var command = source.CreateCommand(sql);
        Expect(what, expected, (long)(await command.ExecuteScalarAsync())!);
    }

    private static void Expect(string what, long expected, long actual)
    {
        if (actual != expected)
        {
            throw new InvalidOperationException($"After the round there are {actual} {what}, not {expected}.");
        }
    }

    /// <summary>One way to be large.</summary>
    /// <param name="Key">Its name in the results.</param>
    /// <param name="RatioName">The name of its rate in terms of that of the first size.</param>
    /// <param name="Engines">The number of engines.</param>
    /// <param name="Cells">The number of cells of the database.</param>
    private sealed record Size(string Key, string RatioName, int Engines, int Cells);
}
