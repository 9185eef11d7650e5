using System.Text.RegularExpressions;
using Reconciliation.Core;
using Reconciliation.Integration.Tests.Contract;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Observability;

/// <summary>The processes show the metrics that infra/METRICS.md lists: no metric more, no label more, and nothing of a member.</summary>
[Collection(nameof(ObservedService))]
public sealed partial class MetricsTests(ObservedService service)
{
    // Of the exporter, and of the parts of a histogram.
    private static readonly string[] CommonLabels = ["otel_scope_name", "otel_scope_version", "le"];

    // Metrics that show only once something failed, was replayed, or is followed live.
    private static readonly string[] Rare =
        [
            "reconciliation_reprises_total", "reconciliation_ensembles_pleins_total", "reconciliation_quarantaine_rejeux_total",
            "reconciliation_flux_lecteurs",
            "reconciliation_acces_adherents_total", "reconciliation_securite_evenements_total",
            "reconciliation_quarantaine_differees_total", "reconciliation_postgres_archive_dernier_timestamp_seconds",
            "reconciliation_entretien_dernier_timestamp_seconds", "reconciliation_sauvegarde_derniere_timestamp_seconds",
            "reconciliation_sauvegarde_duree_seconds", "reconciliation_sauvegarde_octets",
        ];

    [SkippableFact]
    public async Task Every_metric_and_label_is_listed_and_every_one_of_ours_is_shown()
    {
        await service.StartAsync();
        var listed = Listed();
        var shown = new List<(string Name, IReadOnlyDictionary<string, string> Labels)>();
        var missing = new List<string>();
        await Eventually.HoldsAsync(
            () => $"all of our metrics are shown; missing: {string.Join(", ", missing)}",
            async () =>
            {
                // target_info describes the process itself, and alone has an id: that of the process.
                shown = [.. Queries.Series(await service.MetricsAsync()).Where(s => s.Name != "target_info")];
                missing = [
                    .. listed.Keys.Where(n => n.StartsWith("reconciliation_", StringComparison.Ordinal)).Except(Rare)
                    .Except(shown.Select(s => Family(s.Name)))];
                return missing.Count == 0;
            });

        foreach (var (name, labels) in shown)
        {
            var family = Family(name);
            var allowed = listed.GetValueOrDefault(family)
                ?? listed.FirstOrDefault(l => l.Key[^1] == '*' && family.StartsWith(l.Key[..^1], StringComparison.Ordinal)).Value;
            Assert.True(allowed is not null, $"{name} is not listed in infra/METRICS.md.");
            Assert.True(
                labels.Keys.Except(CommonLabels).All(allowed.Contains),
                $"{name} has a label that is not listed: {string.Join(", ", labels.Keys)}");
        }

        var values = shown.SelectMany(s => s.Labels)
            .Where(l => l.Key is not ("le" or "server_address" or "server_port" or "revision" or "base")).Distinct();
        Assert.All(values, l => Assert.DoesNotMatch(@"\d{5}|[0-9a-fA-F]{8}-", l.Value));
        Assert.DoesNotContain(ObservedService.Member, await service.MetricsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_becomes_a_label_only_if_it_is_accepted_looks_like_a_name_and_there_is_room()
    {
        var sources = new KnownSources();
        Assert.Equal(("autre", "autre"), (sources.LabelOf("ameli"), sources.LabelOf(null)));
        Assert.Equal(("ameli", "ameli"), (sources.LabelOfAccepted("ameli"), sources.LabelOf("ameli")));
        foreach (var notAName in new[] { "A0001234", "1 85 05 78 006 084", "x{}", new string('a', 33), "" })
        {
            Assert.Equal("autre", sources.LabelOfAccepted(notAName));
        }

        foreach (var number in Enumerable.Range(0, KnownSources.SourcesMax))
        {
            sources.LabelOfAccepted($"source-{number}");
        }

        Assert.Equal(("autre", "ameli"), (sources.LabelOfAccepted($"source-{KnownSources.SourcesMax}"), sources.LabelOfAccepted("ameli")));
    }

    private static Dictionary<string, HashSet<string>> Listed() => RowForm()
        .Matches(File.ReadAllText(Repository.Path("infra", "METRICS.md")))
        .ToDictionary(
            m => m.Groups["name"].Value, m => LabelForm().Matches(m.Groups["labels"].Value).Select(l => l.Groups[1].Value).ToHashSet());

    private static string Family(string name) => HistogramPart().Replace(name, "");

    [GeneratedRegex(@"^\| `(?<name>[a-z0-9_]+\*?)` \|(?<labels>[^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex RowForm();

    [GeneratedRegex(@"`([a-z_]+)`")]
    private static partial Regex LabelForm();

    [GeneratedRegex(@"_(bucket|sum|count)$")]
    private static partial Regex HistogramPart();
}
