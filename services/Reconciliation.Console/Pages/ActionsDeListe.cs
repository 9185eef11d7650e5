using Microsoft.AspNetCore.Http;
using Reconciliation.ConsoleWeb.Textes;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>What can be done with rows of a work list: each row by itself, so that one that cannot be done leaves the others done.</summary>
/// <param name="lectures">Reads.</param>
/// <param name="affectations">Who has taken what up.</param>
/// <param name="decisionnaire">Takes décisions.</param>
/// <param name="horloge">The clock.</param>
internal sealed class ActionsDeListe(Lectures lectures, Affectations affectations, Decisionnaire decisionnaire, TimeProvider horloge)
{
    public const string Prendre = "prendre";
    public const string Rendre = "rendre";

    /// <summary>Whether an action is a décision, which says why.</summary>
    public static bool DemandeUnMotif(string action) => action is not (Prendre or Rendre);

    public async Task<IReadOnlyList<Issue>> AgirAsync(string action, IReadOnlyList<SoinChoisi> choisis, string motif, HttpContext http)
    {
        var issues = new List<Issue>();
        if (action == Prendre)
        {
            await affectations.OublierLesRegleesAsync(http.User.Identity!.Name!, http.RequestAborted);
        }

        foreach (var choisi in choisis)
        {
            var soin = await lectures.SoinAsync(choisi.SoinId, http.RequestAborted);
            var nom = soin is null ? choisi.SoinId.ToString() : $"Soin du {Francais.Jour(soin.DateSoin)}, {soin.AdherentIds[0]}";
            var (fait, texte) = soin is null ? (false, "ce soin n'existe plus") : await AgirAsync(action, choisi, soin, motif, http);
            issues.Add(new($"/soins/{choisi.SoinId}", nom, fait, texte));
        }

        return issues;
    }

    private async Task<(bool Fait, string Texte)> AgirAsync(string action, SoinChoisi choisi, VueStockee soin, string motif, HttpContext http)
    {
        var agent = http.User.Identity!.Name!;
        switch (action)
        {
            case Prendre:
                var prisPar = await affectations.PrendreAsync(
                    Affectations.Soin, choisi.SoinId.ToString(), agent, horloge.GetUtcNow(), http.RequestAborted);
                return (prisPar == agent, prisPar == agent ? "pris en charge" : $"déjà pris en charge par {prisPar}");
            case Rendre:
                return await affectations.RendreAsync(Affectations.Soin, choisi.SoinId.ToString(), agent, http.RequestAborted)
                    ? (true, "rendu")
                    : (false, "vous ne l'aviez pas pris en charge");
            default:
                return await DeciderAsync(action, choisi, soin, motif, http);
        }
    }

    // Of the décisions, those that say nothing of single lines can be taken on several soins at once.
    private async Task<(bool Fait, string Texte)> DeciderAsync(string action, SoinChoisi choisi, VueStockee soin, string motif, HttpContext http)
    {
        if (!Enum.TryParse<TypeDeDecision>(action, out var type) || type is not (TypeDeDecision.AccepterEcart or TypeDeDecision.Annoter))
        {
            return (false, "action inconnue");
        }

        var issue = await decisionnaire.DeciderAsync(new(choisi.SoinId, choisi.Version, type, motif, [], null), soin, [], http, apercu: false);
        return (issue is IssueDeDecision.Prise, Decisionnaire.Dire(issue));
    }
}
