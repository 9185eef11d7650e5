using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary>
/// <c>recon adherent exporter|effacer</c>: the copy and the erasure that one member may ask for by right. Neither writes the member's
/// number anywhere but where it is asked to.
/// </summary>
internal static class AdherentCommand
{
    /// <summary>The exit code of <c>effacer</c> where data of the member stays.</summary>
    private const int UnfinishedExitCode = 2;

    private static readonly Argument<string> Adherent = new("ID") { Description = "Le numéro d'adhérent." };
    private static readonly Option<string> Agent =
        new("--agent") { Description = "Qui le demande.", DefaultValueFactory = _ => Environment.UserName };

    public static Command Create(PaymentStreams streams) =>
        new("adherent", "Répond aux droits d'un adhérent sur ses données (RGPD).") { Export(streams), Erase(streams) };

    private static Command Export(PaymentStreams streams)
    {
        var file =
            new Option<FileInfo?>("--fichier") { Description = "Où écrire ; par défaut adherent-<date>.json, dans le dossier courant." };
        var motif = new Option<string?>("--motif") { Description = "Pourquoi, en clair ; inscrit au registre des accès." };
        var command =
            new Command("exporter", "Écrit tout ce qui est conservé d'un adhérent dans un fichier JSON, lisible de son seul propriétaire.")
        {
            Adherent, file, motif, Agent,
        };
        command.SetAction((r, cancellationToken) => ExportAsync(
            streams,
            r.GetRequiredValue(Adherent),
            r.GetValue(file),
            r.GetValue(motif),
            Caller.OfCommands(r.GetRequiredValue(Agent)),
            cancellationToken));
        return command;
    }

    private static Command Erase(PaymentStreams streams)
    {
        var motif = new Option<string>("--motif")
        {
            Description = "Pourquoi, en clair, sans nommer l'adhérent ; inscrit au registre des accès.",
            Required = true,
        };
        var force = new Option<bool>("--force") { Description = "Efface aussi ce qui devrait encore être conservé." };
        var dryRun = new Option<bool>("--essai") { Description = "Ne change rien : compte ce qui serait effacé." };
        var json =
            new Option<FileInfo?>("--json") { Description = "Écrit les soins effacés dans ce fichier, pour ceux qui suivent le flux." };
        var command = new Command("effacer", """
            Efface un adhérent : ses journées qui ne concernent que lui, et ce que la quarantaine en tient. Refuse tant qu'un de ses
            paiements doit être conservé (RECONCILIATION_Conservation__SoinsMois), sauf --force. Code de sortie : 0 il ne reste
            rien qui puisse partir, 2 quelque chose reste, 1 impossible.

            Exemple :
              recon adherent effacer A0001234 --motif "Demande du 3 mars, dossier 4711" --essai
            """) { Adherent, motif, force, dryRun, json, Agent };
        command.Validators.Add(r =>
        {
            if (string.IsNullOrWhiteSpace(r.GetValue(Adherent)))
            {
                r.AddError("ID : le numéro de l'adhérent est requis.");
            }
            else if (r.GetValue(motif) is not { } reason || string.IsNullOrWhiteSpace(reason) || reason.Length > Limites.MotifMax
                || reason.Contains(r.GetRequiredValue(Adherent), StringComparison.OrdinalIgnoreCase))
            {
                r.AddError($"--motif : de 1 à {Limites.MotifMax} caractères, sans le numéro de l'adhérent.");
            }
        });
        command.SetAction((r, cancellationToken) => EraseAsync(
            streams,
            r.GetRequiredValue(Adherent),
            r.GetRequiredValue(motif),
            r.GetValue(force),
            r.GetValue(dryRun),
            r.GetValue(json),
            Caller.OfCommands(r.GetRequiredValue(Agent)),
            cancellationToken));
        return command;
    }

    private static async Task ExportAsync(
        PaymentStreams streams, string adherentId, FileInfo? file, string? motif, string agent, CancellationToken cancellationToken)
    {
        await using var services = HostlessCore.Create(streams, TimeProvider.System, "adherent");
        var (source, now) = (services.GetRequiredService<NpgsqlDataSource>(), TimeProvider.System.GetUtcNow());
        await CommandDatabase.RequireUpToDateAsync(source, cancellationToken);
        var path = file?.FullName ?? Path.GetFullPath(string.Create(CultureInfo.InvariantCulture, $"adherent-{now:yyyyMMdd-HHmmss}.json"));
        await CommandDatabase.OrOneSentenceAsync(
            source,
            async () =>
            {
                var reader = new Caller
                {
                    Name = agent,
                    Client = "recon",
                    IsAgent = true,
                    Motif = motif is null ? null : Nir.Redact(motif, aussiSansCle: true),
                    Disclosures = new(),
                };
                var counts = (await services.GetRequiredService<ExportAdherent>()
                    .WriteAsync(reader, adherentId, () => OwnerFile.Create(path), cancellationToken)).Value!;
                Console.WriteLine($"Écrit dans {path} : {string.Join(", ", counts.Select(n => $"{n.Count} {n.Section}"))}.");
                return true;
            },
            path);
    }

    private static async Task<int> EraseAsync(
        PaymentStreams streams, string adherentId, string motif, bool force, bool isDryRun, FileInfo? json, string agent,
        CancellationToken cancellationToken)
    {
        await using var services = HostlessCore.Create(streams, TimeProvider.System, "adherent");
        var source = services.GetRequiredService<NpgsqlDataSource>();
        await CommandDatabase.RequireUpToDateAsync(source, cancellationToken);
        return await CommandDatabase.OrOneSentenceAsync(
            source,
            async () =>
            {
                // Opened before anything is erased: the ids that it is to hold are nowhere afterwards.
                var list = json is null ? null : await ErasedSoins.OpenAsync(json, cancellationToken);
                var erasure = services.GetRequiredService<AdherentErasure>();
                var issue = await erasure.EraseAsync(
                    adherentId, agent, motif, force, isDryRun, soins => list?.PlanAsync(soins) ?? Task.CompletedTask, cancellationToken);
                Say(issue, isDryRun);
                await (list?.ConcludeAsync(soins => erasure.StillThereAsync(soins, CancellationToken.None)) ?? Task.CompletedTask);
                return issue.IsRefused || issue.Shared > 0 || issue.SharedMessages > 0 || issue.Unjudged > 0
                    ? UnfinishedExitCode : 0;
            },
            json?.FullName);
    }

    private static void Say(ErasureOutcome i, bool isDryRun)
    {
        if (i.IsRefused)
        {
            var why = i.ToKeepUntil is { } day
                ? string.Create(CultureInfo.InvariantCulture, $"des paiements doivent être conservés jusqu'au {day:yyyy-MM-dd}")
                : "un message en quarantaine attend encore quelqu'un";
            Console.WriteLine($"Refusé : {why}. --force passe outre.");
        }

        var (journees, lignes, soins) =
            (ProgressLine.Number(i.Erased.Journees), ProgressLine.Number(i.Erased.Lignes), ProgressLine.Number(i.Erased.Soins));
        var heading = isDryRun || i.IsRefused ? "Seraient effacés" : "Effacés";
        Console.WriteLine($"{heading} : {journees} journées, {lignes} lignes, {soins} soins,"
            + $" {i.Quarantaine} messages en quarantaine.");
        Console.WriteLine(
            $"Restent pour leur durée : {ProgressLine.Number(i.Shared)} journées et {i.SharedMessages} messages partagés avec un autre "
            + "adhérent,"
            + $" {ProgressLine.Number(i.Acces)} accès au registre.");
        if (i.Unjudged > 0)
        {
            Console.WriteLine($"Restent aussi {ProgressLine.Number(i.Unjudged)} journées dont on ne peut pas dire si elles peuvent partir :"
                + " elles ne peuvent pas être lues, ou trop d'autres leur sont liées.");
        }
    }
}
