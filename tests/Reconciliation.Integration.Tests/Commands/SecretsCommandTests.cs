using Reconciliation.Integration.Tests.Contract;
using Xunit;

namespace Reconciliation.Integration.Tests.Commands;

/// <summary><c>recon secrets</c>: the secrets with which a stack of containers starts.</summary>
public sealed class SecretsCommandTests
{
    private static readonly string Definitions =
        Path.GetFullPath(Path.Combine(Repository.Contracts(), "..", "infra", "rabbitmq", "definitions.json"));

    [Fact]
    public async Task Each_service_gets_its_own_secrets_once_and_the_development_key_only_where_it_is_asked_for()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var environment = new Dictionary<string, string> { ["XDG_STATE_HOME"] = Path.Combine(folder.FullName, "state") };
            var secrets = Path.Combine(folder.FullName, "secrets");

            Assert.Equal((0, "", ""), await ReconProcess.RunAsync(environment, "secrets", secrets, "--definitions", Definitions));
            var made = Read(secrets);
            Assert.Equal(
                (0, "", ""), await ReconProcess.RunAsync(environment, "secrets", secrets, "--definitions", Definitions, "--cle-locale"));
            var again = Read(secrets);

            Assert.Equal(
                [
                    "api/postgres", "api/rabbitmq", "console/cles", "console/postgres", "console/rabbitmq", "demo/rabbitmq",
                    "engine/postgres", "engine/rabbitmq", "grafana/admin", "metriques/postgres", "postgres/agents", "postgres/engine",
                    "postgres/metrics",
                    "postgres/owner", "postgres/reader", "postgres/sauvegarde", "postgres/superuser", "proprietaire/postgres",
                    "proprietaire/rabbitmq", "rabbitmq/definitions.json", "rabbitmq/utilisateurs/abonne-soins",
                    "rabbitmq/utilisateurs/flux-complementaires", "rabbitmq/utilisateurs/flux-ro", "sauvegarde/pgpass",
                ],
                made.Keys.Order(StringComparer.Ordinal));
            Assert.Equal(
                ["api/development.key", "console/development.key", "engine/development.key"],
                again.Keys.Except(made.Keys).Order(StringComparer.Ordinal));
            Assert.All(made, m => Assert.Equal(m.Value, again[m.Key]));

            // Each file has one owner, who alone reads it. The owner's password stands only with the database and with the service that
            // changes the schema.
            foreach (var file in Directory.GetFiles(secrets, "*", SearchOption.AllDirectories))
            {
                Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == UnixFileMode.UserRead, file);
            }

            Assert.Equal(
                ["postgres/owner", "proprietaire/postgres"],
                made.Where(m => m.Value.Contains(made["postgres/owner"], StringComparison.Ordinal)).Select(m => m.Key)
                    .Order(StringComparer.Ordinal));

            // The services that read metrics and make backups know no other's password.
            Assert.Equal(made["postgres/metrics"], made["metriques/postgres"]);
            Assert.Equal($"postgres:5432:*:reconciliation_sauvegarde:{made["postgres/sauvegarde"]}\n", made["sauvegarde/pgpass"]);
            Assert.Equal(
                7, made.Where(m => m.Key.StartsWith("postgres/", StringComparison.Ordinal)).Select(m => m.Value).Distinct().Count());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Dictionary<string, string> Read(string folder) => Directory
        .GetFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(f => Path.GetRelativePath(folder, f).Replace('\\', '/'), File.ReadAllText);
}
