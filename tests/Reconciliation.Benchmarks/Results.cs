using System.Runtime.InteropServices;
using System.Text.Json;
using Reconciliation.Benchmarks.Throughput;

namespace Reconciliation.Benchmarks;

/// <summary>The figures of a run, by name, with the machine on which they were measured.</summary>
/// <param name="command">The command that started the run.</param>
internal sealed class Results(string command)
{
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private readonly SortedDictionary<string, double> _figures = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _servers = new(StringComparer.Ordinal);
    private readonly List<Round> _rounds = [];

    /// <summary>The figures so far.</summary>
    public IReadOnlyDictionary<string, double> Figures => _figures;

    /// <summary>Notes the servers of the run.</summary>
    public async Task OnAsync(BenchServers servers)
    {
        _servers["postgres"] = servers.Postgres.Origin;
        _servers["rabbitmq"] =
            servers.Rabbit.Origin + (servers.Rabbit.IsPrivate ? $", {(await servers.Rabbit.ControlAsync("version")).Trim()}" : "");
    }

    /// <summary>Adds a figure, rounded to three decimals.</summary>
    public void Add(string name, double value) =>
        _figures[name] = decimal.ToDouble(decimal.Round((decimal)value, 3, MidpointRounding.AwayFromZero));

    /// <summary>Adds the rounds of the throughput, their medians, and the ratios of the medians.</summary>
    public void Add(IReadOnlyList<Round> rounds)
    {
        _rounds.AddRange(rounds);
        var medians = rounds.GroupBy(r => r.Contender).ToDictionary(g => g.Key, g => Median(g.Select(r => r.PerSecond)));
        foreach (var (contender, median) in medians)
        {
            Add($"lignesParSeconde.{contender}", median);
            Add($"walOctetsParLigne.{contender}", Median(rounds.Where(r => r.Contender == contender).Select(r => r.LogBytesPerLine)));
            foreach (var cost in rounds.Where(r => r.Contender == contender).SelectMany(r => r.Costs)
                .GroupBy(c => c.Who, c => c.Microseconds))
            {
                Add($"microsecondesParLigne.{contender}.{cost.Key}", Median(cost));
            }
        }

        if (medians.TryGetValue("reconciliation", out var ours))
        {
            foreach (var (reference, figure) in new[]
            {
                ("plafond", "ratioPlafond"), ("wolverine", "ratioWolverine"), ("ordinaire", "ratioOrdinaire"),
            })
            {
                if (medians.TryGetValue(reference, out var theirs))
                {
                    Add(figure, ours / theirs);
                }
            }

            Add("walOctetsParLigne", _figures["walOctetsParLigne.reconciliation"]);
            if (medians.TryGetValue(Contender.WithStandby, out var waiting))
            {
                Add("ratioSecours", waiting / ours);
            }
        }
    }

    /// <summary>Adds what kills cost each contender.</summary>
    public void Add(IReadOnlyList<Losses> losses)
    {
        foreach (var loss in losses)
        {
            Add($"perdues.{loss.Contender}", loss.Lost);
            Add($"doublees.{loss.Contender}", loss.Twice);
            Add($"nonPubliees.{loss.Contender}", loss.NeverTold);
        }
    }

    /// <summary>The most memory that was resident during a scenario.</summary>
    public void Add(string scenario, MemoryWatch memory)
    {
        foreach (var (name, megabytes) in memory.Highest())
        {
            Add($"{scenario}.memoireMo.{name}", megabytes);
        }
    }

    /// <summary>The middle value, or the mean of the two in the middle.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    public void Print()
    {
        foreach (var (name, value) in _figures)
        {
            Console.WriteLine($"{name,-60} {value,14:0.###}");
        }
    }

    /// <summary>Writes everything to a file, after every scenario: figures survive a failure of the next one.</summary>
    public async Task WriteAsync(FileInfo? file)
    {
        if (file is null)
        {
            return;
        }

        var document = new Dictionary<string, object>
        {
            ["date"] = TimeProvider.System.GetUtcNow(),
            ["commande"] = command,
            ["processeur"] = Processor(),
            ["processeurs"] = Environment.ProcessorCount,
            ["memoireGo"] = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30,
            ["systeme"] = RuntimeInformation.OSDescription,
            ["dotnet"] = Environment.Version.ToString(),
            ["tours"] = _rounds,
        };
        foreach (var (name, origin) in _servers)
        {
            document[name] = origin;
        }

        foreach (var (name, value) in _figures)
        {
            document[name] = value;
        }

        file.Directory?.Create();
        await File.WriteAllTextAsync(file.FullName, JsonSerializer.Serialize(document, Readable));
    }

    private static string Processor()
    {
        const string Linux = "/proc/cpuinfo";
        var model =
            File.Exists(Linux) ? File.ReadLines(Linux).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return model?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
