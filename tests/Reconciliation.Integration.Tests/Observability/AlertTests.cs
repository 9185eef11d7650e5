using System.Diagnostics;
using System.Text.RegularExpressions;
using Reconciliation.Dev;
using Reconciliation.Integration.Tests.Contract;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Observability;

/// <summary>Each alert fires when it should and only then, in words that were reviewed, and leads to a page of the runbook.</summary>
public sealed partial class AlertTests
{
    private static readonly string Folder = Repository.Path("infra", "prometheus");

    [SkippableFact]
    public async Task Promtool_finds_every_rule_valid_and_every_alert_firing_when_it_should()
    {
        var promtool = await TestServers.OrSkipAsync(PrometheusServer.FindOrInstallAsync("promtool", TestServers.Say, default));
        await RunAsync(promtool, ["check", "rules", .. Files("rules")]);
        await RunAsync(promtool, ["test", "rules", .. Files("tests")]);
    }

    [Fact]
    public void Every_alert_is_tested_firing_and_silent_and_has_its_page_in_the_runbook()
    {
        var alerts = Files("rules").SelectMany(f => AlertForm().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value))
            .Order(StringComparer.Ordinal).ToList();
        var tests = string.Concat(Files("tests").Select(File.ReadAllText));
        var runbook = File.ReadAllText(Repository.Path("infra", "ALERTS.md"));
        Assert.True(alerts.Count >= 16);
        Assert.Equal(alerts, HeadingForm().Matches(runbook).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal));
        foreach (var alert in alerts)
        {
            Assert.Matches($@"alertname: {alert}\s+exp_alerts: \[\]", tests);
            Assert.Matches($@"alertname: {alert}\s+exp_alerts:\s+- exp_labels:", tests);
            Assert.Contains(
                $"{{{{ $externalLabels.runbook }}}}#{alert.ToLowerInvariant()}\"", string.Concat(Files("rules").Select(File.ReadAllText)),
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_configuration_names_what_the_rules_and_labels_are()
    {
        var alertmanager = File.ReadAllText(Repository.Path("infra", "alertmanager", "alertmanager.yml"));
        var rules = string.Concat(Files("rules").Select(File.ReadAllText));
        Assert.Contains("rule_files: [rules/*.yml]", File.ReadAllText(Path.Combine(Folder, "prometheus.yml")), StringComparison.Ordinal);
        Assert.Equal(
            ["page", "ticket"],
            Regex.Matches(rules, @"severity: (\w+)").Select(m => m.Groups[1].Value).Distinct().Order(StringComparer.Ordinal));
        Assert.All(
            Regex.Matches(alertmanager, @"alertname=~?""([^""]+)""").SelectMany(m => m.Groups[1].Value.Split('|')),
            name => Assert.Contains($"alert: {name}\n", rules, StringComparison.Ordinal));
    }

    private static string[] Files(string folder) =>
        [.. Directory.GetFiles(Path.Combine(Folder, folder), "*.yml").Order(StringComparer.Ordinal)];

    private static async Task RunAsync(string program, string[] arguments)
    {
        using var process =
            Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, string.Concat(output));
    }

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex AlertForm();

    [GeneratedRegex(@"^### (\w+)$", RegexOptions.Multiline)]
    private static partial Regex HeadingForm();
}
