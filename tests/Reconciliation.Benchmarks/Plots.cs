using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ScottPlot;

namespace Reconciliation.Benchmarks;

/// <summary>Draws throughput and latency against the size of the store, from the results of <c>croissance</c>.</summary>
internal static class Plots
{
    private const int Width = 760;
    private const int Height = 420;

    public static Command Command()
    {
        var from = new Argument<FileInfo>("JSON") { Description = "The results of a run that measured croissance." };
        var to = new Option<FileInfo?>(
            "--vers")
        { Description = "The SVG or PNG file; without it tests/Reconciliation.Benchmarks/plots/croissance.svg." };
        var command = new Command("graphique", "Draws throughput and p99 against the size of the store.") { from, to };
        command.SetAction(parsed =>
        {
            var file =
                parsed.GetValue(to) ?? new FileInfo(Repository.File("tests", "Reconciliation.Benchmarks", "plots", "croissance.svg"));
            Draw(parsed.GetRequiredValue(from), file);
            Console.WriteLine($"Drawn: {file.FullName}");
        });
        return command;
    }

    /// <summary>Draws a file of results.</summary>
    public static void Draw(FileInfo results, FileInfo to)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(results.FullName));
        var (throughput, latency) = (Figures(document, "lignesParSeconde"), Figures(document, "flux.p99Ms"));
        if (throughput.Count == 0 || latency.Count == 0)
        {
            throw new InvalidDataException("These results hold no figures of croissance.");
        }

        using var plot = new Plot();
        var rate = Line(plot, throughput, "lines a second");
        rate.Axes.YAxis = plot.Axes.Left;
        var late = Line(plot, latency, "p99, ms");
        late.Axes.YAxis = plot.Axes.Right;
        plot.Axes.Left.Label.Text = "Throughput, lines a second";
        plot.Axes.Right.Label.Text = "Latency p99 at 1,000 lines/s, ms";
        plot.Axes.Bottom.Label.Text = "Soins in the store, millions";
        plot.Axes.SetLimitsY(0, throughput.Max(p => p.Value) * 1.15, plot.Axes.Left);
        plot.Axes.SetLimitsY(0, latency.Max(p => p.Value) * 1.15, plot.Axes.Right);
        plot.Title("Throughput and latency against what is stored");
        plot.ShowLegend(Alignment.LowerRight);
        to.Directory?.Create();
        _ = to.Extension == ".png" ? plot.SavePng(to.FullName, Width, Height) : plot.SaveSvg(to.FullName, Width, Height);
    }

    private static ScottPlot.Plottables.Scatter Line(Plot plot, List<(double Millions, double Value)> figures, string name)
    {
        var line = plot.Add.Scatter(figures.Select(f => f.Millions).ToArray(), figures.Select(f => f.Value).ToArray());
        line.LegendText = name;
        line.LineWidth = 2;
        line.MarkerSize = 8;
        return line;
    }

    // croissance.<soins>.<figure>
    private static List<(double Millions, double Value)> Figures(JsonDocument document, string figure) =>
    [
        .. document.RootElement.EnumerateObject()
            .Where(
                p => p.Name.StartsWith("croissance.", StringComparison.Ordinal) && p.Name.EndsWith('.' + figure, StringComparison.Ordinal))
            .Select(p => (double.Parse(p.Name.Split('.')[1], CultureInfo.InvariantCulture) / 1e6, p.Value.GetDouble()))
            .OrderBy(p => p.Item1),
    ];
}
