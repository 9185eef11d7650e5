using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;
using Reconciliation.Core;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary>
/// <c>recon secrets</c>: makes the secrets of a stack of containers at its first start, each in the folder of the service that may read
/// it. What is there already is kept, so that the command may run at every start. Nothing is written to the screen.
/// </summary>
internal static class SecretsCommand
{
    private const int Octets = 24;
    private const string UtilisateurRabbit = "reconciliation";

    public static Command Creer()
    {
        var dossier = new Argument<DirectoryInfo>("DOSSIER") { Description = "Où les écrire : un sous-dossier par service (postgres, metriques, rabbitmq, grafana, recon)." };
        var definitions = new Option<FileInfo>("--definitions")
        {
            Description = "Les définitions RabbitMQ du projet, auxquelles l'utilisateur du service est ajouté.",
            Required = true,
        };
        var cleLocale = new Option<bool>("--cle-locale")
        {
            Description = "Pour une pile sur cette machine seulement : y copie aussi la clé de développement de ./infra/token.",
        };
        var commande = new Command("secrets", "Crée les secrets d'une pile de conteneurs ; garde ceux qui existent.") { dossier, definitions, cleLocale };
        commande.SetAction(resultat =>
        {
            Ecrire(resultat.GetRequiredValue(dossier), resultat.GetRequiredValue(definitions));
            if (resultat.GetValue(cleLocale))
            {
                CleDeDeveloppement.Copier(Chemin(resultat.GetRequiredValue(dossier), "recon/development.key"));
            }
        });
        return commande;
    }

    private static void Ecrire(DirectoryInfo dossier, FileInfo definitions)
    {
        foreach (var role in new[] { "owner", "engine", "reader" })
        {
            var motDePasse = Garder(dossier, $"postgres/{role}", Hasard);
            Garder(dossier, $"recon/postgres-{role}", () => new NpgsqlConnectionStringBuilder
            {
                Host = "postgres",
                Database = "reconciliation",
                Username = $"reconciliation_{role}",
                Password = motDePasse,
            }.ConnectionString);
        }

        // Who only reads metrics gets its own password and no other's.
        var metriques = Garder(dossier, "postgres/metrics", Hasard);
        Garder(dossier, "metriques/postgres", () => metriques);
        Garder(dossier, "grafana/admin", Hasard);
        var uri = Garder(dossier, "recon/rabbitmq", () => $"amqp://{UtilisateurRabbit}:{Hasard()}@rabbitmq:5672/");

        // Always anew: the policies may have changed with the version.
        var avecUtilisateur = AvecUtilisateur(JsonNode.Parse(File.ReadAllText(definitions.FullName))!, new Uri(uri).UserInfo.Split(':')[1]);
        Remplacer(Chemin(dossier, "rabbitmq/definitions.json"), avecUtilisateur);
    }

    // RabbitMQ's own form of a password: a salt, then the SHA-256 of salt and password. The salt is derived, so that the same password
    // gives the same file.
    private static string AvecUtilisateur(JsonNode racine, string motDePasse)
    {
        var octets = Encoding.UTF8.GetBytes(motDePasse);
        var sel = SHA256.HashData(octets).AsSpan(0, 4).ToArray();
        var objet = racine.AsObject();
        objet["users"] = new JsonArray(new JsonObject
        {
            ["name"] = UtilisateurRabbit,
            ["password_hash"] = Convert.ToBase64String([.. sel, .. SHA256.HashData([.. sel, .. octets])]),
            ["hashing_algorithm"] = "rabbit_password_hashing_sha256",
            ["tags"] = new JsonArray("monitoring"),
        });
        objet["permissions"] = new JsonArray(new JsonObject
        {
            ["user"] = UtilisateurRabbit,
            ["vhost"] = "/",
            ["configure"] = ".*",
            ["write"] = ".*",
            ["read"] = ".*",
        });
        return objet.ToJsonString();
    }

    private static string Garder(DirectoryInfo dossier, string nom, Func<string> creer)
    {
        var chemin = Chemin(dossier, nom);
        if (!File.Exists(chemin))
        {
            Remplacer(chemin, creer());
        }

        return File.ReadAllText(chemin);
    }

    // Written aside and moved: a start that was interrupted leaves no half of a secret. Readable by all, in a folder that only one
    // service has: the images of the servers run under users of their own.
    private static void Remplacer(string chemin, string contenu)
    {
        var brouillon = chemin + ".nouveau";
        File.WriteAllText(brouillon, contenu);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(brouillon, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }

        File.Move(brouillon, chemin, overwrite: true);
    }

    private static string Chemin(DirectoryInfo dossier, string nom)
    {
        var chemin = Path.Combine(dossier.FullName, nom);
        Directory.CreateDirectory(Path.GetDirectoryName(chemin)!);
        return chemin;
    }

    private static string Hasard() => RandomNumberGenerator.GetHexString(2 * Octets, lowercase: true);
}
