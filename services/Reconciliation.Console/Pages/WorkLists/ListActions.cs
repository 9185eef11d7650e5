using Microsoft.AspNetCore.Http;
using Reconciliation.ConsoleWeb.Texts;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Storage;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>What can be done with rows of a work list: each row by itself, so that one that cannot be done leaves the others done.</summary>
/// <param name="queries">Reads.</param>
/// <param name="assignments">Who has taken what up.</param>
/// <param name="decisionPages">Takes décisions.</param>
/// <param name="clock">The clock.</param>
internal sealed class ListActions(VueQueries queries, Assignments assignments, DecisionPages decisionPages, TimeProvider clock)
{
    public const string Take = "prendre";
    public const string Return = "rendre";

    /// <summary>What is wrong with the reason of an action; null: nothing, or it needs none. An action that is a décision says why.</summary>
    public static string? MotifProblem(string action, string motif) =>
        action is not (Take or Return) && DecisionMotif.BrokenRule(motif) is { } rule ? Regle.Motifs[rule] : null;

    public async Task<IReadOnlyList<RowOutcome>> ActAsync(string action, IReadOnlyList<ChosenSoin> chosenOnes, string motif, HttpContext http)
    {
        var outcomes = new List<RowOutcome>();
        if (action == Take)
        {
            await assignments.ForgetSettledAsync(http.User.Identity!.Name!, http.RequestAborted);
        }

        foreach (var chosen in chosenOnes)
        {
            var soin = await queries.SoinAsync(chosen.SoinId, http.RequestAborted);
            var name = soin is null ? chosen.SoinId.ToString() : $"Soin du {French.Day(soin.DateSoin)}, {soin.AdherentIds[0]}";
            var (done, text) = soin is null ? (false, "ce soin n'existe plus") : await ActAsync(action, chosen, soin, motif, http);
            outcomes.Add(new($"/soins/{chosen.SoinId}", name, done, text));
        }

        return outcomes;
    }

    private async Task<(bool Done, string Text)> ActAsync(string action, ChosenSoin chosen, StoredVue soin, string motif, HttpContext http)
    {
        var agent = http.User.Identity!.Name!;
        switch (action)
        {
            case Take:
                var takenBy = await assignments.TakeAsync(
                    Assignments.Soin, chosen.SoinId.ToString(), agent, clock.GetUtcNow(), http.RequestAborted);
                return (takenBy == agent, takenBy == agent ? "pris en charge" : $"déjà pris en charge par {takenBy}");
            case Return:
                return await assignments.ReturnAsync(Assignments.Soin, chosen.SoinId.ToString(), agent, http.RequestAborted)
                    ? (true, "rendu")
                    : (false, "vous ne l'aviez pas pris en charge");
            default:
                return await DecideAsync(action, chosen, soin, motif, http);
        }
    }

    // Of the décisions, those that say nothing of single lines can be taken on several soins at once.
    private async Task<(bool Done, string Text)> DecideAsync(string action, ChosenSoin chosen, StoredVue soin, string motif, HttpContext http)
    {
        if (!Enum.TryParse<TypeDeDecision>(action, out var type) || type is not (TypeDeDecision.AccepterEcart or TypeDeDecision.Annoter))
        {
            return (false, "action inconnue");
        }

        var issue = await decisionPages.DecideAsync(new(chosen.SoinId, chosen.Version, type, motif, [], null), soin, [], http, preview: false);
        return (issue is DecisionOutcome.Taken, DecisionPages.Say(issue));
    }
}
