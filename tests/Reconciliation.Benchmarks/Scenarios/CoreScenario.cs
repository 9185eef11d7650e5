using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Reconciliation.Core;
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
        foreach (var type in new[] { typeof(Steps), typeof(Journees), typeof(IdenticalLines) })
        {
            foreach (var report in BenchmarkRunner.Run(type, config).Reports)
            {
                var nanoseconds = report.ResultStatistics?.Mean
                    ?? throw new InvalidOperationException($"{report.BenchmarkCase.DisplayInfo} gave no result.");
                var name = $"coeur.{NameOf(report.BenchmarkCase)}";
                var bytes = report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0;
                run.Results.Add($"{name}.microsecondes", nanoseconds / 1000);
                run.Results.Add($"{name}.octetsAlloues", bytes);
                Console.WriteLine($"  {name}: {nanoseconds / 1000:0.0} µs, {bytes} bytes");
            }
        }

        // The growth of the time from 10 to 800 lines, divided by that of n·log n: 1 is n·log n, and n² would be 30 and more.
        var (few, many) = (IdenticalLines.Sizes[0], IdenticalLines.Sizes[^1]);
        var (fast, slow) =
            (run.Results.Figures[$"coeur.identiques.{few}.microsecondes"], run.Results.Figures[$"coeur.identiques.{many}.microsecondes"]);
        run.Results.Add("coeur.identiques.croissanceSurNLogN", slow / fast / (many * Math.Log(many) / (few * Math.Log(few))));
        return Task.CompletedTask;
    }

    private static string NameOf(BenchmarkCase measured) => measured.Descriptor.Type == typeof(Steps)
        ? measured.Descriptor.WorkloadMethodDisplayInfo
        : $"{(measured.Descriptor.Type == typeof(Journees) ? "journee" : "identiques")}.{measured.Parameters[nameof(Journees.Lines)]}";
}

/// <summary>The steps of the engine beside the fold, each for one line or one version of a soin.</summary>
public class Steps
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private ReadOnlyMemory<byte> _message;
    private Contracts.Vue _vue = null!;
    private byte[] _written = [];
    private byte[] _packed = [];
    private byte[] _line = [];

    /// <summary>Makes a message, and the view of a soin that both parts paid.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _message = Load.Of(lines: 2, seed: 1).Messages.First(m => m.Ro).Body;
        _line = PaymentStreams.Product.Of(Load.Soin(1, 0, new Random(1)).Ro).Store(Load.Soin(1, 0, new Random(1)).Ro);
        var judged = JourneeFold.Run(JourneeDeSoins.From(Journees.Make(2, identical: false)), Journees.Judge, Now).Soins[0];
        _vue = VueMapper.From(judged.Vue, judged.Identified.Id, version: 2, Now, "0123456789abcdef");
        _written = WriteView();
        _packed = PackView();
    }

    /// <summary>From the bytes of a message to the line and what is stored of it.</summary>
    [Benchmark(Description = "lecture")]
    public bool Read() =>
        PaymentReader.Read(Part.Ro, _message, new(2026, 3, 1), PaymentStreams.Product).Ligne is not null;

    /// <summary>From the judged view to its JSON.</summary>
    [Benchmark(Description = "vueEnJson")]
    public byte[] WriteView() => StoredJson.ToBytes(_vue);

    /// <summary>Packs a view.</summary>
    [Benchmark(Description = "emballageVue")]
    public byte[] PackView() => RecordPackers.Vues.Pack(_written);

    /// <summary>Packs a line.</summary>
    [Benchmark(Description = "emballageLigne")]
    public byte[] PackLine() => RecordPackers.Lignes.Pack(_line);

    /// <summary>Unpacks a view.</summary>
    [Benchmark(Description = "deballageVue")]
    public byte[] UnpackView() => RecordPackers.Unpack(_packed);
}

/// <summary>A journée of so many lines: acts of one beneficiary on one day, each paid by both parts.</summary>
public class Journees
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    internal static readonly Jugement Judge = new(new DelaiAttendu([DelaiPolicy.Initial]), new MemberTexts());

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
