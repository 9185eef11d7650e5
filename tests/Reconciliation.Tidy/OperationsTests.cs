using System.Text.RegularExpressions;

namespace Reconciliation.Tidy;

/// <summary>
/// Operators find what they are told to read and to run, as far as it can be seen without Helm, Docker and Prometheus: rules are
/// objects of the chart, jobs are watched, and runbooks name services, commands and lines of the log that exist.
/// </summary>
public sealed partial class OperationsTests
{
    private const string Alerts = "infra/ALERTS.md";
    private const string Objects = "infra/chart/examples/objects.txt";

    [Fact]
    public void The_list_of_objects_of_the_chart_lacks_nothing() => AssertNone(Unlisted(Tree.OfRepository));

    [Theory]
    [InlineData("infra/prometheus/rules/service.yml", "groups: []", 0)]
    [InlineData("infra/prometheus/rules/serveurs.yml", "groups: []", 1)]
    [InlineData("infra/chart/templates/a.yaml", "kind: PrometheusRule", 0)]
    [InlineData("infra/chart/templates/a.yaml", "kind: PrometheusRule\n---\nkind: Service", 1)]
    [InlineData("infra/chart/examples/production.yaml", "", 0)]
    [InlineData("infra/chart/examples/minimal.yaml", "", 1)]
    public void An_object_that_is_not_listed_is_found(string path, string text, int missing) => Assert.Equal(missing, Unlisted(Tree.Of(
        (Objects, "# Head.\n\nproduction: 1.30.0\n  PrometheusRule reconciliation-service\n"), (path, text))).Count());

    [Fact]
    public void Each_job_of_Prometheus_is_missed_when_it_has_no_target()
    {
        var rules = Tree.OfRepository.Find("infra/prometheus/rules/serveurs.yml")!.Text;
        var jobs = Job().Matches(Tree.OfRepository.Find("infra/prometheus/prometheus.yml")!.Text).Select(m => m.Groups[1].Value).ToList();
        Assert.True(jobs.Count > 5);
        Assert.All(jobs, j => Assert.Contains($"absent(up{{job=\"{j}\"}})\n", rules, StringComparison.Ordinal));
        Assert.Contains($"up{{job=~\"{string.Join('|', jobs)}\"}} == 0", rules, StringComparison.Ordinal);
    }

    [Fact]
    public void Runbooks_name_what_exists() => AssertNone(Unknown(Tree.OfRepository));

    [Theory]
    [InlineData("`docker compose logs --since 10m engine | grep GaugeReader`", 0)]
    [InlineData("`docker compose logs --since 10m engine | grep ReleveDesJauges`", 1)]
    [InlineData("`docker compose logs engine | grep \"is paused\"`", 0)]
    [InlineData("`docker compose logs engine | grep \"a comment\"`", 1)]
    [InlineData("`docker compose up -d --no-deps engine`", 0)]
    [InlineData("`docker compose up -d --no-deps moteur`", 1)]
    [InlineData("`docker compose\nrestart moteur`", 1)]
    [InlineData("`docker compose reload engine`", 1)]
    [InlineData("`docker compose run --rm outil verify`", 0)]
    [InlineData("    docker compose run --rm outil verifier --json a.json", 1)]
    [InlineData("`recon verify --ancre A` and `recon …`", 0)]
    [InlineData("`recon verifier`", 1)]
    public void A_name_that_is_gone_is_found(string text, int findings) => Assert.Equal(findings, Unknown(Tree.Of(
        (Alerts, text),
        ("docker-compose.yml", "services:\n  engine:\n  outil:\n"),
        (Rules.Commands.Document, $"{Rules.Commands.Header}\n| --- | --- | --- |\n| `verify` | x | |\n"),
        ("services/A.cs", "/// <summary>a comment</summary>\nclass GaugeReader { string s = \"It is paused\"; }"))).Count());

    private static void AssertNone(IEnumerable<string> findings) =>
        Assert.True(!findings.Any(), string.Join('\n', findings));

    /// <summary>Lines that are not listed, as far as it can be told without rendering: rules, kinds of templates, sets of values.</summary>
    private static IEnumerable<string> Unlisted(Tree tree)
    {
        var listed = tree.Find(Objects)!.Text;
        return tree.Files.SelectMany(f => f.Folder switch
        {
            "infra/prometheus/rules" => [$"  PrometheusRule reconciliation-{Path.GetFileNameWithoutExtension(f.Name)}\n"],
            "infra/chart/templates" => Kind().Matches(f.Text).Select(m => $"\n  {m.Groups[1].Value} "),
            "infra/chart/examples" when f.Path != Objects => [$"\n{Path.GetFileNameWithoutExtension(f.Name)}: "],
            _ => [],
        }).Where(line => !listed.Contains(line, StringComparison.Ordinal))
            .Select(line => $"{Objects} lacks '{line.Trim()}': run ./infra/check-chart --write");
    }

    private static IEnumerable<string> Unknown(Tree tree)
    {
        var services = Service().Matches(tree.Find("docker-compose.yml")?.Text.Split("\nvolumes:")[0] ?? "").Select(m => m.Groups[1].Value)
            .ToHashSet();
        var commands = Markdown.Rows(tree.Find(Rules.Commands.Document)!, Rules.Commands.Header)
            .Select(r => CommandName().Match(r.Cells[0]).Groups[1].Value).ToHashSet();
        string[] sources = [.. tree.Files.Where(f => f.IsCSharp || f.Folder is "infra/postgres").SelectMany(f => f.Lines)
            .Where(l => !l.TrimStart().StartsWith("//", StringComparison.Ordinal))];
        foreach (var text in new[] { tree.Find(Alerts), tree.Find("infra/RUNBOOK.md") }.OfType<TextFile>().SelectMany(Called))
        {
            foreach (Match grep in Grep().Matches(text))
            {
                var sought = grep.Groups[1].Value.Trim('"');
                if (sought != "soins" && !sources.Any(l => l.Contains(sought, StringComparison.Ordinal)))
                {
                    yield return $"{text}: no line of the log has '{sought}'";
                }
            }

            var words = text.Split('|')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var named = words is ["docker", "compose", ..] ? OfCompose(words[2..], services, commands)
                : words is ["recon", var command, ..] && command != "…" && !commands.Contains(command) ? command : null;
            if (named is not null)
            {
                yield return $"{text}: there is no {named}";
            }
        }
    }

    /// <summary>The first word of a command of compose that does not exist: its verb, a service, or the command that outil runs.</summary>
    private static string? OfCompose(string[] words, HashSet<string> services, HashSet<string> commands)
    {
        var (verb, rest) = (words.FirstOrDefault() ?? "up", words.Skip(1).TakeWhile(w => w != "#").ToList());
        if (verb is not ("build" or "exec" or "logs" or "ps" or "restart" or "run" or "stop" or "up"))
        {
            return verb.StartsWith('-') ? null : verb;
        }

        // Options that have a value take the word after them.
        var names = rest.Where((w, i) => !w.StartsWith('-') && (i == 0 || rest[i - 1] is not ("--since" or "--tail" or "--entrypoint")))
            .Where(w => w is not ("SERVICE" or "…")).ToList();
        var one = verb is "exec" or "run";
        return names.Take(one ? 1 : names.Count).FirstOrDefault(n => !services.Contains(n))
            ?? (one && names is ["outil", var command, ..] && !commands.Contains(command) ? command : null);
    }

    /// <summary>The commands between backticks, though a line ends within one, and those of indented blocks.</summary>
    private static IEnumerable<string> Called(TextFile file) => Span().Matches(file.Text)
        .Select(m => White().Replace(m.Groups[1].Value, " "))
        .Concat(file.Lines.Where(l => l.StartsWith("    ", StringComparison.Ordinal)).Select(l => l.Trim()))
        .Where(t => t.StartsWith("docker compose ", StringComparison.Ordinal) || t.StartsWith("recon ", StringComparison.Ordinal));

    [GeneratedRegex(@"^kind: (\w+)", RegexOptions.Multiline)]
    private static partial Regex Kind();

    [GeneratedRegex(@"- job_name: (\S+)")]
    private static partial Regex Job();

    [GeneratedRegex(@"^  ([a-z-]+):$", RegexOptions.Multiline)]
    private static partial Regex Service();

    [GeneratedRegex("`([a-z]+)")]
    private static partial Regex CommandName();

    [GeneratedRegex(@"\| grep (""[^""]+""|\S+)")]
    private static partial Regex Grep();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Span();

    [GeneratedRegex(@"\s+")]
    private static partial Regex White();
}
