using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Npgsql;

namespace Reconciliation.Recon;

/// <summary>
/// <c>recon secrets</c>: makes the secrets of a stack of containers at its first start, each in the folder of the one service that may read
/// it. A secret that is there already is kept, so that the command may run at every start. Nothing is written to the screen.
/// </summary>
internal static class SecretsCommand
{
    private const int SecretBytes = 24;

    private static readonly string[] Roles = ["owner", "engine", "agents", "reader", "metrics", "sauvegarde"];

    /// <summary>The services that take the development key on a machine of one's own.</summary>
    private static readonly string[] Local = ["engine", "api", "console"];

    /// <summary>The services that sign in to the database, each with the role that it signs in as.</summary>
    private static readonly (string Service, string Role)[] OfDatabase =
        [("proprietaire", "owner"), ("engine", "engine"), ("api", "agents"), ("console", "agents")];

    /// <summary>The services of ours that sign in to the broker, each as a user of its own.</summary>
    private static readonly (string Service, string User)[] OfBroker =
    [
        ("proprietaire", BrokerUsers.Operator), ("engine", BrokerUsers.Engine), ("api", BrokerUsers.Api),
        ("console", BrokerUsers.Console), ("demo", BrokerUsers.Demo),
    ];

    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("DOSSIER")
        {
            Description = "Où les écrire : un sous-dossier par service (postgres, metriques, rabbitmq, grafana, proprietaire, engine, api, "
                + "console, demo, sauvegarde).",
        };
        var definitions = new Option<FileInfo>("--definitions")
        {
            Description = "Les définitions RabbitMQ du projet, auxquelles les utilisateurs sont ajoutés.",
            Required = true,
        };
        var localKey = new Option<bool>("--cle-locale")
        {
            Description = "Pour une pile sur cette machine seulement : y copie aussi la clé de développement de ./infra/token.",
        };
        var command =
            new Command("secrets", "Crée les secrets d'une pile de conteneurs ; garde ceux qui sont là.") { folder, definitions, localKey };
        command.SetAction(result =>
        {
            var files = new SecretFiles(result.GetRequiredValue(folder));
            Write(files, result.GetRequiredValue(definitions));
            if (result.GetValue(localKey))
            {
                foreach (var service in Local)
                {
                    files.Replace($"{service}/development.key", DevelopmentKey.ReadOrCreate());
                }
            }

            files.GiveToOwners();
        });
        return command;
    }

    private static void Write(SecretFiles files, FileInfo definitions)
    {
        // The server's own superuser, as whom nobody signs in once the database is made.
        files.Keep("postgres/superuser", Random);
        var passwords = Roles.ToDictionary(r => r, r => files.Keep($"postgres/{r}", Random));
        foreach (var (service, role) in OfDatabase)
        {
            files.Keep($"{service}/postgres", () => new NpgsqlConnectionStringBuilder
            {
                Host = "postgres",
                Database = "reconciliation",
                Username = $"reconciliation_{role}",
                Password = passwords[role],
            }.ConnectionString);
        }

        // The service that only reads metrics gets its own password and no other's.
        files.Keep("metriques/postgres", () => passwords["metrics"]);

        // In the form that PostgreSQL's own programs read.
        files.Keep("sauvegarde/pgpass", () => $"postgres:5432:*:reconciliation_sauvegarde:{passwords["sauvegarde"]}\n");
        files.Keep("grafana/admin", Random);
        files.Keep("console/cles", SecretFiles.NewCertificate);

        var users = OfBroker.ToDictionary(
            b => b.User,
            b => new Uri(files.Keep($"{b.Service}/rabbitmq", () => $"amqp://{b.User}:{Random()}@rabbitmq:5672/")).UserInfo.Split(':')[1]);
        foreach (var user in BrokerUsers.Others)
        {
            users[user] = files.Keep($"rabbitmq/utilisateurs/{user}", Random);
        }

        // Always anew: policies and rights may have changed with the version.
        var withUsers = BrokerUsers.AddTo(JsonNode.Parse(File.ReadAllText(definitions.FullName))!.AsObject(), users);
        files.Replace("rabbitmq/definitions.json", System.Text.Encoding.UTF8.GetBytes(withUsers.ToJsonString()));
    }

    private static string Random() => RandomNumberGenerator.GetHexString(2 * SecretBytes, lowercase: true);
}
