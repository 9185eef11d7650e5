using Reconciliation.Integration.Tests.Contract;
using Xunit;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Reconciliation.Integration.Tests.Security;

/// <summary>The secrets, ports and rights of each service in the stack of containers, as docker-compose.yml sets them.</summary>
public sealed class ComposeTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Repository.Contracts(), ".."));

    private static readonly Dictionary<string, Dictionary<object, object>> Services = Read("docker-compose.yml");

    [Fact]
    public void Each_volume_of_secrets_has_one_user_besides_who_makes_them() => Assert.Equal(
        [
            "secrets-api: api", "secrets-console: console", "secrets-demo: demo", "secrets-engine: engine", "secrets-grafana: grafana",
            "secrets-metriques: postgres-exporter", "secrets-postgres: postgres", "secrets-proprietaire: entretien migrate outil",
            "secrets-rabbitmq: rabbitmq", "secrets-sauvegarde: sauvegarde",
        ],
        Services.Where(s => s.Key != "secrets").SelectMany(s => Secrets(s.Value).Select(v => (Volume: v, Service: s.Key)))
            .GroupBy(m => m.Volume, m => m.Service).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => $"{g.Key}: {string.Join(' ', g.Order(StringComparer.Ordinal))}"));

    [Fact]
    public void Secrets_are_read_only_and_no_variable_holds_one()
    {
        foreach (var (name, service) in Services.Where(s => s.Key != "secrets"))
        {
            Assert.All(
                List(service, "volumes").Where(v => v.StartsWith("secrets-", StringComparison.Ordinal)),
                v => Assert.EndsWith(":/secrets:ro", v, StringComparison.Ordinal));
            Assert.All(
                Environment(service).Where(e => e.Key.Contains("PASS", StringComparison.Ordinal)
                    || e.Key is "RECONCILIATION_POSTGRES" or "RECONCILIATION_RABBITMQ" or "RECONCILIATION_CONSOLE_CLIENT_SECRET"),
                e => Assert.True(e.Key.EndsWith("FILE", StringComparison.Ordinal), $"{name}: {e.Key}"));
        }
    }

    [Fact]
    public void The_owner_of_the_schema_is_no_superuser_and_only_migration_and_maintenance_have_its_password()
    {
        Assert.Equal("postgres", Environment(Services["postgres"])["POSTGRES_USER"]);
        Assert.Equal("/secrets/superuser", Environment(Services["postgres"])["POSTGRES_PASSWORD_FILE"]);
        var roles = File.ReadAllText(Path.Combine(Root, "infra", "postgres", "roles.sh"));
        Assert.Contains("CREATE ROLE reconciliation_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE", roles, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(?<!NO)SUPERUSER", roles);
        Assert.Equal(
            ["entretien", "migrate", "outil"],
            Services.Where(s => Secrets(s.Value).Contains("secrets-proprietaire") && s.Key != "secrets").Select(s => s.Key)
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Only_who_makes_the_secrets_runs_as_root_and_nothing_of_ours_can_be_written()
    {
        foreach (var (name, service) in Services)
        {
            Assert.Equal(name == "secrets", service.TryGetValue("user", out var user) && (string)user == "root");
            if (service.TryGetValue("image", out var image) && ((string)image).Contains("reconciliation", StringComparison.Ordinal))
            {
                Assert.Equal(("true", name), ((string)service["read_only"], name));
                Assert.Equal(["ALL"], List(service, "cap_drop"));
            }
        }
    }

    [Fact]
    public void Health_metrics_and_description_are_on_a_port_that_is_not_published()
    {
        foreach (var name in new[] { "engine", "api", "console" })
        {
            var port = Environment(Services[name])["RECONCILIATION_OPERATIONS_PORT"];
            Assert.DoesNotContain(List(Services[name], "ports"), p => p.EndsWith($":{port}", StringComparison.Ordinal));
            Assert.Contains(
                $"names: [{name}], type: A, port: {port}",
                File.ReadAllText(Path.Combine(Root, "infra", "prometheus", "prometheus.yml")),
                StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> Secrets(Dictionary<object, object> service) => List(service, "volumes")
        .Select(v => v.Split(':')[0]).Where(v => v.StartsWith("secrets-", StringComparison.Ordinal));

    private static IEnumerable<string> List(Dictionary<object, object> service, string member) =>
        service.TryGetValue(member, out var list) ? ((List<object>)list).Select(v => v.ToString()!) : [];

    private static Dictionary<string, string> Environment(Dictionary<object, object> service) =>
        service.TryGetValue("environment", out var all)
            ? ((Dictionary<object, object>)all).ToDictionary(e => (string)e.Key, e => e.Value?.ToString() ?? "")
            : [];

    private static Dictionary<string, Dictionary<object, object>> Read(string file)
    {
        using var reader = new StreamReader(Path.Combine(Root, file));
        var document = new Deserializer().Deserialize<Dictionary<string, object>>(new MergingParser(new Parser(reader)));
        return ((Dictionary<object, object>)document["services"])
            .ToDictionary(s => (string)s.Key, s => (Dictionary<object, object>)s.Value);
    }
}
