using Microsoft.AspNetCore.Http;
using Reconciliation.ConsoleWeb.Security;
using Reconciliation.ConsoleWeb.Texts;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Storage;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>
/// The actions on rows of a work list. Each row is done by itself, so that one that fails leaves the others done.
/// </summary>
/// <param name="assignments">Takes soins up.</param>
/// <param name="decisionPages">Takes décisions.</param>
internal sealed class ListActions(AssignWork assignments, DecisionPages decisionPages)
{
    public const string Take = "prendre";
    public const string Return = "rendre";

    /// <summary>The outcome of taking up a soin that a colleague has.</summary>
    public const string TakenByOther = "deja-pris";

    private const string Gone = "ce soin n’existe plus";

    /// <summary>
    /// The error in the reason of an action; null: it has none, or needs no reason. An action that is a décision needs one.
    /// </summary>
    public static string? MotifProblem(string action, string motif) =>
        action is not (Take or Return) && DecisionMotif.BrokenRule(motif) is { } rule ? Regle.Motifs[rule] : null;

    public async Task<IReadOnlyList<RowOutcome>> ActAsync(
        string action, IReadOnlyList<ChosenSoin> chosenOnes, string motif, HttpContext http)
    {
        if (action == Take)
        {
            await assignments.ForgetSettledAsync(http.Caller(), http.RequestAborted);
        }

        // A soin that a colleague works on is theirs to decide: only taking it up tells who has it.
        var holders = action is Take or Return
            ? new Dictionary<Guid, string>()
            : await assignments.OfSoinsAsync(chosenOnes.Select(c => c.SoinId), http.RequestAborted);
        var outcomes = new List<RowOutcome>();
        foreach (var chosen in chosenOnes)
        {
            var (soin, done, text) = holders.GetValueOrDefault(chosen.SoinId) is { } holder && holder != http.Caller().Name
                ? (null, false, TakenBy(holder))
                : await ActAsync(action, chosen, motif, http);
            var name = soin is null ? $"Soin {chosen.SoinId}" : $"Soin du {French.Day(soin.DateSoin)}, {soin.AdherentIds[0]}";
            outcomes.Add(new($"/soins/{chosen.SoinId}", name, done, text, soin?.AdherentIds[0]));
        }

        return outcomes;
    }

    /// <summary>Why nothing is done to what a colleague has.</summary>
    /// <param name="holder">The colleague.</param>
    public static string TakenBy(string holder) => $"pris en charge par {holder} : rien n’a été fait";

    private async Task<(StoredVue? Soin, bool Done, string Text)> ActAsync(string action, ChosenSoin chosen, string motif, HttpContext http)
    {
        var caller = http.Caller();
        switch (action)
        {
            case Take:
                var taken = await assignments.TakeSoinAsync(caller, chosen.SoinId, http.RequestAborted);
                return taken.Value is not { } assignment ? (null, false, Gone)
                    : assignment.TakenBy == caller.Name ? (assignment.Soin, true, "pris en charge")
                    : (assignment.Soin, false, $"déjà pris en charge par {assignment.TakenBy}");
            case Return:
                return (await assignments.GiveSoinBackAsync(caller, chosen.SoinId, http.RequestAborted)).Value is { } given
                    ? (given.Soin, given.Had, given.Had ? "rendu" : "vous ne l’aviez pas pris en charge")
                    : (null, false, Gone);
            default:
                return await DecideAsync(action, chosen, motif, http);
        }
    }

    // Décisions that name no lines can be taken on several soins at once.
    private async Task<(StoredVue? Soin, bool Done, string Text)> DecideAsync(
        string action, ChosenSoin chosen, string motif, HttpContext http)
    {
        if (!Enum.TryParse<TypeDeDecision>(action, out var type) || type is not (TypeDeDecision.AccepterEcart or TypeDeDecision.Annoter))
        {
            return (null, false, "action inconnue");
        }

        var answer = await decisionPages.TakeAsync(new(chosen.SoinId, chosen.Seen, type, motif, [], null, null), http, preview: false);
        return answer.Value is { } decided
            ? (decided.Before, decided.Outcome is DecisionOutcome.Taken, DecisionPages.Say(decided.Outcome))
            : (null, false, Gone);
    }
}
