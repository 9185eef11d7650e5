using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Reconciliation.ConsoleWeb.Securite;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;
using Vue = Reconciliation.Contracts.Vue;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>A décision as a form of the console asks for it.</summary>
/// <param name="SoinId">The soin.</param>
/// <param name="Version">The version that was on screen.</param>
/// <param name="Type">What to decide.</param>
/// <param name="Motif">Why.</param>
/// <param name="Positions">The lines, by the rank in which they were received.</param>
/// <param name="DecisionId">The décision to reopen.</param>
public sealed record FormulaireDeDecision(
    Guid SoinId, int Version, TypeDeDecision Type, string Motif, IReadOnlyList<long> Positions, Guid? DecisionId)
{
    /// <summary>Reads a form; null if it is none of the console's.</summary>
    public static FormulaireDeDecision? De(Guid soinId, IFormCollection f) =>
        Enum.TryParse<TypeDeDecision>(f["type"], out var type) && Enum.IsDefined(type)
        && int.TryParse(f["version"], CultureInfo.InvariantCulture, out var version)
            ? new(
                soinId, version, type, f["motif"].ToString().Trim(),
                [.. f["ligne"].Select(l => long.TryParse(l, CultureInfo.InvariantCulture, out var position) ? position : 0)],
                Guid.TryParse(f["decision"], out var decisionId) ? decisionId : null)
            : null;
}

/// <summary>What will come of a décision, before it is confirmed.</summary>
/// <param name="Formulaire">The décision.</param>
/// <param name="Lignes">The lines that it names.</param>
/// <param name="Avant">The soin as it is.</param>
/// <param name="Apres">The soin as it would be.</param>
/// <param name="Autres">The other soins that would change, as they would be.</param>
/// <param name="Refus">Why it cannot be; null if it can.</param>
public sealed record Apercu(
    FormulaireDeDecision Formulaire, IReadOnlyList<LigneLue> Lignes, Vue Avant, Vue? Apres, IReadOnlyList<Vue> Autres, string? Refus);

/// <summary>A décision that came too late.</summary>
/// <param name="Formulaire">The décision.</param>
/// <param name="Vue">The soin as the agent saw it; null if that version cannot be found.</param>
/// <param name="Actuelle">The soin as it is now.</param>
public sealed record Conflit(FormulaireDeDecision Formulaire, Vue? Vue, Vue Actuelle);

/// <summary>Décisions on a soin: first what will come of it, then the décision, by the one transaction that takes lines too.</summary>
internal static class DecisionsEndpoints
{
    public static void MapDecisions(this IEndpointRouteBuilder pages)
    {
        pages.MapPost("/soins/{soinId:guid}/apercu", (Guid soinId, HttpContext http, Decisionnaire d) => d.RepondreAsync(soinId, http, apercu: true));
        pages.MapPost("/soins/{soinId:guid}/decisions", (Guid soinId, HttpContext http, Decisionnaire d) => d.RepondreAsync(soinId, http, apercu: false));
    }
}

/// <summary>Takes décisions of agents.</summary>
internal sealed class Decisionnaire(
    Decider decider, Lectures lectures, Historique historique, NpgsqlDataSource source, Storage.Acces acces, TimeProvider horloge)
{
    /// <summary>Answers a form: with what will come of it, or by doing it.</summary>
    public async Task<IResult> RepondreAsync(Guid soinId, HttpContext http, bool apercu)
    {
        var fin = http.RequestAborted;
        if (FormulaireDeDecision.De(soinId, await http.Request.ReadFormAsync(fin)) is not { } formulaire)
        {
            return Erreurs.Page(StatusCodes.Status400BadRequest);
        }

        if (await lectures.SoinAsync(soinId, fin) is not { } soin)
        {
            return Erreurs.Page(StatusCodes.Status404NotFound);
        }

        var dossier = await Dossier.LireAsync(source, [soin.Journee], fin);
        var lignes = formulaire.Positions.Select(dossier.Ligne).OfType<LigneLue>().ToList();
        Apercu Montrer(Vue? apres, IReadOnlyList<Vue> autres, string? refus) => new(formulaire, lignes, Contenus.LireVue(soin.Vue), apres, autres, refus);
        if (!MotifAcces.EstValide(formulaire.Motif))
        {
            return Refuser(Montrer(null, [], $"Donnez un motif de {MotifAcces.Max} caractères au plus : il reste avec la décision."));
        }

        var issue = await DeciderAsync(formulaire, soin, lignes, http, apercu);
        switch (issue)
        {
            case IssueDeDecision.Prise prise when apercu:
                return Rendu.Page<PageApercu, Apercu>(Montrer(Contenus.LireVue(prise.Soin.Vue), [.. prise.Autres.Select(a => Contenus.LireVue(a.Vue))], null));
            case IssueDeDecision.Prise:
                return Results.LocalRedirect($"/soins/{soinId}?fait={formulaire.Type}");
            case IssueDeDecision.VersionPerimee perimee:
                var vue = (await historique.VersionsAsync(soinId, formulaire.Version - 1, null, 1, fin)).FirstOrDefault(v => v.Version == formulaire.Version);
                return Rendu.Page<PageConflit, Conflit>(
                    new(formulaire, vue is null ? null : Contenus.LireVue(vue.Vue), Contenus.LireVue(perimee.Actuelle.Vue)), StatusCodes.Status412PreconditionFailed);
            default:
                return Refuser(Montrer(null, [], Dire(issue)));
        }
    }

    /// <summary>Takes a décision, or finds out what would come of it.</summary>
    public async Task<IssueDeDecision> DeciderAsync(
        FormulaireDeDecision formulaire, VueStockee soin, IReadOnlyList<LigneLue> lignes, HttpContext http, bool apercu)
    {
        var agent = http.User.Identity!.Name!;
        var issue = await decider(
            new()
            {
                SoinId = formulaire.SoinId,
                Journee = soin.Journee,
                Version = formulaire.Version,
                Auteur = agent,
                Apercu = apercu,
                Contenu = new()
                {
                    Type = formulaire.Type,
                    Motif = formulaire.Motif,
                    DecisionId = formulaire.DecisionId,
                    Lignes = [.. lignes.Select(l => l.Stockee.Ligne.Id).Select(id => new LigneVisee((PartDeLigne)id.Part, id.Source, Correspondance.Reference(id.Reference)))],
                },
            },
            http.RequestAborted);
        if (!apercu && issue is IssueDeDecision.Prise)
        {
            await acces.EnregistrerAsync(new(agent, "console", "decider", soin.AdherentIds, formulaire.SoinId, formulaire.Motif), horloge.GetUtcNow(), http.RequestAborted);
        }

        return issue;
    }

    /// <summary>What came of a décision, in words.</summary>
    public static string Dire(IssueDeDecision issue) => issue switch
    {
        IssueDeDecision.Prise => "décision enregistrée",
        IssueDeDecision.VersionPerimee => "le soin a changé depuis que vous l'avez affiché : rien n'a été décidé",
        IssueDeDecision.SoinRemplace => "ses lignes sont passées dans un autre soin : rien n'a été décidé",
        IssueDeDecision.SansObjet sans => sans.Motif,
        IssueDeDecision.Refusee refusee => string.Join(" ", refusee.Rejets.Select(r => r.Motif).Distinct()),
        _ => "ce soin n'existe plus",
    };

    private static IResult Refuser(Apercu apercu) => Rendu.Page<PageApercu, Apercu>(apercu, StatusCodes.Status422UnprocessableEntity);
}
