using Npgsql;
using Reconciliation.Benchmarks.Store;
using Reconciliation.Benchmarks.Throughput;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Benchmarks.Scenarios;

/// <summary>
/// One, two and three engines on the same queues. After each round everything is counted, added up and compared with the load, and <c>recon
/// verify</c> must find nothing; meanwhile, the use of processors by process and the waits of PostgreSQL's sessions.
/// </summary>
internal static class ScaleOutScenario
{
    private const int Rounds = 3;
    private const int EnginesMax = 3;

    public static async Task RunAsync(Run run)
    {
        var benchmark = new ThroughputBenchmark(run.Servers, run.Plan.Quick ? 20_000 : 120_000);
        var rates = Enumerable.Range(1, EnginesMax).ToDictionary(n => n, _ => new List<double>());
        for (var round = 0; round < (run.Plan.Quick ? 1 : Rounds); round++)
        {
            for (var engines = 1; engines <= EnginesMax; engines++)
            {
                await using var limits = new Limits(run.Servers);
                var sent = 0;
                var measured =
                    await benchmark.RunAsync(Contender.Reconciliation, Run.NewSeed(), engines, async (database, load, topology) =>
                {
                    // The round has ended, and checking is not part of it. Publishing the load is: it costs each number of engines the
                    // same.
                    sent = load.Messages.Count;
                    await limits.AddToAsync(run.Results, $"montee.{engines}", sent);
                    await CheckAsync(run, database, load, topology);
                });
                rates[engines].Add(measured.PerSecond);
                foreach (var (who, microseconds) in measured.Costs)
                {
                    run.Results.Add($"montee.{engines}.microsecondesParLigne.{who}", microseconds);
                }
            }
        }

        foreach (var (engines, rate) in rates)
        {
            run.Results.Add($"montee.{engines}.lignesParSeconde", Results.Median(rate));
            run.Results.Add($"montee.{engines}.ratioUnMoteur", Results.Median(rate) / Results.Median(rates[1]));
        }
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
}
