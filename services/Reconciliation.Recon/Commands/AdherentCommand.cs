using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary>
/// <c>recon adherent exporter|effacer</c>: what one member may ask for by right. Neither writes the member's number anywhere but where
/// it is asked to.
/// </summary>
internal static class AdherentCommand
{
    /// <summary>What <c>effacer</c> ends with where something stays.</summary>
    private const int Reste = 2;

    private static readonly Argument<string> Adherent = new("ID") { Description = "Le numéro d'adhérent." };
    private static readonly Option<string> Agent = new("--agent") { Description = "Qui le demande.", DefaultValueFactory = _ => Environment.UserName };

    public static Command Creer() => new("adherent", "Répond aux droits d'un adhérent sur ses données (RGPD).") { Exporter(), Effacer() };

    private static Command Exporter()
    {
        var fichier = new Option<FileInfo?>("--fichier") { Description = "Où écrire ; par défaut adherent-<date>.json, dans le dossier courant." };
        var motif = new Option<string?>("--motif") { Description = "Pourquoi, en clair ; inscrit au registre des accès." };
        var commande = new Command("exporter", "Écrit tout ce qui est conservé d'un adhérent dans un fichier JSON, lisible de son seul propriétaire.")
        {
            Adherent, fichier, motif, Agent,
        };
        commande.SetAction((r, cancellationToken) => ExporterAsync(
            r.GetRequiredValue(Adherent), r.GetValue(fichier), r.GetValue(motif), $"recon:{r.GetRequiredValue(Agent)}", cancellationToken));
        return commande;
    }

    private static Command Effacer()
    {
        var motif = new Option<string>("--motif")
        {
            Description = "Pourquoi, en clair, sans nommer l'adhérent ; inscrit au registre des accès.",
            Required = true,
        };
        var force = new Option<bool>("--force") { Description = "Efface aussi ce qui devrait encore être conservé." };
        var essai = new Option<bool>("--essai") { Description = "Ne change rien : compte ce qui serait effacé." };
        var json = new Option<FileInfo?>("--json") { Description = "Écrit les soins effacés dans ce fichier, pour ceux qui suivent le flux." };
        var commande = new Command("effacer", """
            Efface un adhérent : ses journées qui ne concernent que lui, et ce que la quarantaine en tient. Refuse tant qu'un de ses
            paiements doit être conservé (RECONCILIATION_Conservation__SoinsMois), sauf --force. Code de sortie : 0 il ne reste
            rien qui puisse partir, 2 quelque chose reste, 1 impossible.

            Exemple :
              recon adherent effacer A0001234 --motif "Demande du 3 mars, dossier 4711" --essai
            """) { Adherent, motif, force, essai, json, Agent };
        commande.Validators.Add(r =>
        {
            if (r.GetValue(motif) is not { } raison || string.IsNullOrWhiteSpace(raison) || raison.Length > Limites.MotifMax
                || raison.Contains(r.GetValue(Adherent) ?? "", StringComparison.OrdinalIgnoreCase))
            {
                r.AddError($"--motif : de 1 à {Limites.MotifMax} caractères, sans le numéro de l'adhérent.");
            }
        });
        commande.SetAction((r, cancellationToken) => EffacerAsync(
            r.GetRequiredValue(Adherent),
            r.GetRequiredValue(motif),
            r.GetValue(force),
            r.GetValue(essai),
            r.GetValue(json),
            $"recon:{r.GetRequiredValue(Agent)}",
            cancellationToken));
        return commande;
    }

    private static async Task ExporterAsync(string adherentId, FileInfo? fichier, string? motif, string agent, CancellationToken cancellationToken)
    {
        await using var services = MoteurSansHote.Creer(TimeProvider.System);
        var (source, maintenant) = (services.GetRequiredService<NpgsqlDataSource>(), TimeProvider.System.GetUtcNow());
        await Bases.ExigerAJourAsync(source, cancellationToken);
        var chemin = fichier?.FullName ?? Path.GetFullPath(string.Create(CultureInfo.InvariantCulture, $"adherent-{maintenant:yyyyMMdd-HHmmss}.json"));
        await Bases.OuUnePhraseAsync(
            async () =>
            {
                // It is read by a person: it is recorded like every other reading, before anything is written.
                var raison = motif is null ? null : Nir.Caviarder(motif, aussiSansCle: true);
                await services.GetRequiredService<Acces>().EnregistrerAsync(
                    new(agent, "recon", "exporterAdherent", [adherentId], Motif: raison), maintenant, cancellationToken);
                var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
                if (!OperatingSystem.IsWindows())
                {
                    options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
                }

                await using var vers = new FileStream(chemin, options);
                var nombres = await new DossierDAdherent(source).EcrireAsync(adherentId, maintenant, vers, cancellationToken);
                Console.WriteLine($"Écrit dans {chemin} : {string.Join(", ", nombres.Select(n => $"{n.Nombre} {n.Rubrique}"))}.");
                return true;
            },
            chemin);
    }

    private static async Task<int> EffacerAsync(
        string adherentId, string motif, bool force, bool essai, FileInfo? json, string agent, CancellationToken cancellationToken)
    {
        await using var services = MoteurSansHote.Creer(TimeProvider.System);
        await Bases.ExigerAJourAsync(services.GetRequiredService<NpgsqlDataSource>(), cancellationToken);
        return await Bases.OuUnePhraseAsync(
            async () =>
            {
                var issue = await services.GetRequiredService<EffacementDAdherent>().EffacerAsync(adherentId, agent, motif, force, essai, cancellationToken);
                Dire(issue, essai);
                if (json is not null)
                {
                    var soins = issue.Refuse || essai ? [] : issue.Soins;
                    await File.WriteAllTextAsync(json.FullName, JsonSerializer.Serialize(new { soins }, JsonSerializerOptions.Web), cancellationToken);
                }

                return issue.Refuse || issue.Partagees > 0 ? Reste : 0;
            },
            json?.FullName);
    }

    private static void Dire(IssueDEffacement i, bool essai)
    {
        if (i.Refuse)
        {
            var pourquoi = i.AGarderJusquau is { } jour
                ? string.Create(CultureInfo.InvariantCulture, $"des paiements doivent être conservés jusqu'au {jour:yyyy-MM-dd}")
                : "un message en quarantaine attend encore quelqu'un";
            Console.WriteLine($"Refusé : {pourquoi}. --force passe outre.");
        }

        var (journees, lignes, soins) = (Suivi.Nombre(i.Efface.Journees), Suivi.Nombre(i.Efface.Lignes), Suivi.Nombre(i.Efface.Soins));
        Console.WriteLine($"{(essai || i.Refuse ? "Seraient effacés" : "Effacés")} : {journees} journées, {lignes} lignes, {soins} soins,"
            + $" {i.Quarantaine} messages en quarantaine.");
        Console.WriteLine($"Restent pour leur durée : {Suivi.Nombre(i.Partagees)} journées partagées avec un autre adhérent,"
            + $" {Suivi.Nombre(i.Acces)} accès au registre.");
    }
}
