using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Benchmarks.Scenarios;

/// <summary>Fold, pair and judge, with the memory that they allocate; and the growth of pairing with identical lines.</summary>
internal static class CoreScenario
{
    public static Task RunAsync(Run run)
    {
        var job = (run.Plan.Quick ? Job.ShortRun : Job.MediumRun).WithToolchain(InProcessEmitToolchain.Instance);
        var config = ManualConfig.CreateEmpty().AddJob(job).AddLogger(NullLogger.Instance)
            .AddDiagnoser(BenchmarkDotNet.Diagnosers.MemoryDiagnoser.Default).WithOptions(ConfigOptions.DisableLogFile)
            .AddColumnProvider(BenchmarkDotNet.Columns.DefaultColumnProviders.Instance);
        foreach (var type in new[] { typeof(Journees), typeof(IdenticalLines) })
        {
            foreach (var report in BenchmarkRunner.Run(type, config).Reports)
            {
                var lines = (int)report.BenchmarkCase.Parameters[nameof(Journees.Lines)];
                var nanoseconds = report.ResultStatistics?.Mean
                    ?? throw new InvalidOperationException($"{report.BenchmarkCase.DisplayInfo} gave no result.");
                var name = $"coeur.{(type == typeof(Journees) ? "journee" : "identiques")}.{lines}";
                run.Results.Add($"{name}.microsecondes", nanoseconds / 1000);
                run.Results.Add($"{name}.octetsAlloues", report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0);
                Console.WriteLine($"  {name}: {nanoseconds / 1000:0.0} µs");
            }
        }

        // The growth of the time from 10 to 800 lines, divided by that of n·log n: 1 is n·log n, and n² would be 30 and more.
        var (few, many) = (IdenticalLines.Sizes[0], IdenticalLines.Sizes[^1]);
        var (fast, slow) =
            (run.Results.Figures[$"coeur.identiques.{few}.microsecondes"], run.Results.Figures[$"coeur.identiques.{many}.microsecondes"]);
        run.Results.Add("coeur.identiques.croissanceSurNLogN", slow / fast / (many * Math.Log(many) / (few * Math.Log(few))));
        return Task.CompletedTask;
    }
}

/// <summary>A journée of so many lines: acts of one beneficiary on one day, each paid by both parts.</summary>
public class Journees
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Jugement Judge = new(new DelaiAttendu([DelaiPolicy.Initial]), new MemberTexts());

    private Ligne[] _lines = [];

    /// <summary>The lines.</summary>
    [Params(2, 10, 50)]
    public int Lines { get; set; }

    /// <summary>Makes the lines.</summary>
    [GlobalSetup]
    public void Setup() => _lines = Make(Lines, identical: false);

    /// <summary>From the facts to the views.</summary>
    [Benchmark]
    public int FoldPairJudge() => Judged(_lines);

    /// <summary>Both lines of some acts, all alike or not, of one journée.</summary>
    internal static Ligne[] Make(int count, bool identical)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count / 2).SelectMany(act =>
        {
            var (ro, rc) = Load.Soin(1, act * 2 + 1, identical ? new Random(1) : random);
            var (first, own) = (Load.Soin(1, 1, new Random(1)).Ro, identical ? "1000345999" : ro.ProfessionnelId);
            return new Contracts.PaiementEmis[]
            {
                ro with { AdherentId = first.AdherentId, BeneficiaireId = first.BeneficiaireId, DateSoin =
                    first.DateSoin, ProfessionnelId = own },
                rc with { AdherentId = first.AdherentId, BeneficiaireId = first.BeneficiaireId, DateSoin =
                    first.DateSoin, ProfessionnelId = own },
            };
        }).Select(p => PaymentStreams.Product.Of(p).ToLigne(p))];
    }

    internal static int Judged(Ligne[] lines)
    {
        var views = 0;
        foreach (var soin in JourneeFold.Run(JourneeDeSoins.From(lines), Judge, Now).Soins)
        {
            views += soin.Vue.Depense.Cents > 0 ? 1 : 0;
        }

        return views;
    }
}

/// <summary>Identical boxes: lines that differ in nothing but their names.</summary>
public class IdenticalLines
{
    /// <summary>The sizes.</summary>
    public static int[] Sizes { get; } = [10, 50, 200, 800];

    private Ligne[] _lines = [];

    /// <summary>The lines.</summary>
    [ParamsSource(nameof(Sizes))]
    public int Lines { get; set; }

    /// <summary>Makes the lines.</summary>
    [GlobalSetup]
    public void Setup() => _lines = Journees.Make(Lines, identical: true);

    /// <summary>From the facts to the views.</summary>
    [Benchmark]
    public int FoldPairJudge() => Journees.Judged(_lines);
}
