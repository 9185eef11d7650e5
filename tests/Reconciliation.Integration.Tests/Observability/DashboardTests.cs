using System.Text.Json.Nodes;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Observability;

/// <summary>
/// The figures that operations look at are there: every query of every panel and every alert, asked of a Prometheus that watches the real
/// thing.
/// </summary>
[Collection(nameof(ObservedService))]
public sealed class DashboardTests(ObservedService service)
{
    // Selectors of figures that show only while something is wrong.
    private static readonly string[] RareSelectors =
    [
        """http_server_request_duration_seconds_count{job="api",http_response_status_code=~"5.."}""", "reconciliation_reprises_total",
        "reconciliation_flux_lecteurs",

        // Of the disks, of exporters, of backups and of the night, which this service has not.
        """node_filesystem_avail_bytes{mountpoint=~"/disques/.*"}""", """node_filesystem_size_bytes{mountpoint=~"/disques/.*"}""",
        """kubelet_volume_stats_available_bytes{persistentvolumeclaim=~"reconciliation.*"}""",
        """kubelet_volume_stats_capacity_bytes{persistentvolumeclaim=~"reconciliation.*"}""",
        """up{job="noeud"}""", """up{job="postgres"}""", """up{job="prometheus"}""", """pg_up{job="postgres"}""",
        "reconciliation_postgres_archive_dernier_timestamp_seconds",
        "reconciliation_entretien_dernier_timestamp_seconds", "reconciliation_sauvegarde_derniere_timestamp_seconds",
    ];

    [SkippableFact]
    public async Task Every_query_of_every_panel_and_every_alert_returns_data()
    {
        await service.StartAsync();
        var rules = await RulesAsync();
        var alerts = rules.Where(r => (string?)r["type"] == "alerting").ToList();
        var asked = Queries.OfPanels()
            .Concat(rules.Where(r => (string?)r["type"] == "recording").Select(r => ("rule", (string)r["name"]!)))
            .Concat(Queries.OfPanels().Concat(alerts.Select(a => ((string)a["name"]!, (string)a["query"]!)))
                .SelectMany(q => Queries.Selectors(q.Item2).Except(RareSelectors).Select(s => ($"{q.Item1}, its series", s))))
            .Distinct().ToList();
        Assert.True(asked.Count > 80 && alerts.Count >= 16, $"{asked.Count} queries, {alerts.Count} alerts");

        await Eventually.HoldsAsync(
            () => $"every query returns data; these do not:\n{string.Join('\n', asked)}",
            async () =>
            {
                foreach (var query in asked.ToList())
                {
                    if (Queries.HasData(await service.AskAsync("/api/v1/query", query.Item2)))
                    {
                        asked.Remove(query);
                    }
                }

                return asked.Count == 0;
            });

        // Each expression as it is: it is evaluated without an error, though it answers nothing while all is well.
        Assert.All(await RulesAsync(), r => Assert.Equal(("ok", null), ((string?)r["health"], (string?)r["lastError"])));
    }

    [Fact]
    public void Every_panel_has_a_unit_and_says_what_bad_looks_like()
    {
        Assert.Equal(
            ["L'API", "La promesse", "Le flux", "Les serveurs"],
            Queries.Dashboards().Select(d => (string)d["title"]!).Order(StringComparer.Ordinal));
        foreach (var panel in Queries.Dashboards().SelectMany(d => d["panels"]!.AsArray()))
        {
            Assert.False(string.IsNullOrWhiteSpace((string?)panel!["fieldConfig"]!["defaults"]!["unit"]), (string?)panel["title"]);
            Assert.True(((string?)panel["description"])?.Length > 60, (string?)panel["title"]);
        }
    }

    private async Task<List<JsonNode>> RulesAsync() =>
        [.. (await service.AskAsync("/api/v1/rules"))["data"]!["groups"]!.AsArray().SelectMany(g => g!["rules"]!.AsArray())
            .Select(r => r!)];
}
