using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;

namespace Reconciliation.Recon;

/// <summary>
/// <c>recon secrets</c>: makes the secrets of a stack of containers at its first start, each in the folder of the service that may read
/// it. What is there already is kept, so that the command may run at every start. Nothing is written to the screen.
/// </summary>
internal static class SecretsCommand
{
    private const int SecretBytes = 24;
    private const string RabbitUser = "reconciliation";

    public static Command Create()
    {
        var facts = new Argument<DirectoryInfo>(
            "DOSSIER")
        { Description = "Où les écrire : un sous-dossier par service (postgres, metriques, rabbitmq, grafana, recon)." };
        var definitions = new Option<FileInfo>("--definitions")
        {
            Description = "Les définitions RabbitMQ du projet, auxquelles l'utilisateur du service est ajouté.",
            Required = true,
        };
        var localKey = new Option<bool>("--cle-locale")
        {
            Description = "Pour une pile sur cette machine seulement : y copie aussi la clé de développement de ./infra/token.",
        };
        var command =
            new Command("secrets", "Crée les secrets d'une pile de conteneurs ; garde ceux qui existent.") { facts, definitions, localKey };
        command.SetAction(result =>
        {
            Write(result.GetRequiredValue(facts), result.GetRequiredValue(definitions));
            if (result.GetValue(localKey))
            {
                DevelopmentKey.Copy(SecretPath(result.GetRequiredValue(facts), "recon/development.key"));
            }
        });
        return command;
    }

    private static void Write(DirectoryInfo facts, FileInfo definitions)
    {
        foreach (var role in new[] { "owner", "engine", "reader" })
        {
            var password = Keep(facts, $"postgres/{role}", Random);
            Keep(facts, $"recon/postgres-{role}", () => new NpgsqlConnectionStringBuilder
            {
                Host = "postgres",
                Database = "reconciliation",
                Username = $"reconciliation_{role}",
                Password = password,
            }.ConnectionString);
        }

        // Who only reads metrics gets its own password and no other's.
        var metrics = Keep(facts, "postgres/metrics", Random);
        Keep(facts, "metriques/postgres", () => metrics);
        Keep(facts, "grafana/admin", Random);
        var uri = Keep(facts, "recon/rabbitmq", () => $"amqp://{RabbitUser}:{Random()}@rabbitmq:5672/");

        // Always anew: the policies may have changed with the version.
        var withUser = WithUser(JsonNode.Parse(File.ReadAllText(definitions.FullName))!, new Uri(uri).UserInfo.Split(':')[1]);
        Replace(SecretPath(facts, "rabbitmq/definitions.json"), withUser);
    }

    // RabbitMQ's own form of a password: a salt, then the SHA-256 of salt and password. The salt is derived, so that the same password
    // gives the same file.
    private static string WithUser(JsonNode root, string password)
    {
        var bytes = Encoding.UTF8.GetBytes(password);
        var sel = SHA256.HashData(bytes).AsSpan(0, 4).ToArray();
        var subject = root.AsObject();
        subject["users"] = new JsonArray(new JsonObject
        {
            ["name"] = RabbitUser,
            ["password_hash"] = Convert.ToBase64String([.. sel, .. SHA256.HashData([.. sel, .. bytes])]),
            ["hashing_algorithm"] = "rabbit_password_hashing_sha256",
            ["tags"] = new JsonArray("monitoring"),
        });
        subject["permissions"] = new JsonArray(new JsonObject
        {
            ["user"] = RabbitUser,
            ["vhost"] = "/",
            ["configure"] = ".*",
            ["write"] = ".*",
            ["read"] = ".*",
        });
        return subject.ToJsonString();
    }

    private static string Keep(DirectoryInfo facts, string name, Func<string> create)
    {
        var path = SecretPath(facts, name);
        if (!File.Exists(path))
        {
            Replace(path, create());
        }

        return File.ReadAllText(path);
    }

    // Written aside and moved: a start that was interrupted leaves no half of a secret. Readable by all, in a folder that only one
    // service has: the images of the servers run under users of their own.
    private static void Replace(string path, string content)
    {
        var draft = path + ".nouveau";
        File.WriteAllText(draft, content);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(draft, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }

        File.Move(draft, path, overwrite: true);
    }

    private static string SecretPath(DirectoryInfo facts, string name)
    {
        var path = Path.Combine(facts.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    private static string Random() => RandomNumberGenerator.GetHexString(2 * SecretBytes, lowercase: true);
}
