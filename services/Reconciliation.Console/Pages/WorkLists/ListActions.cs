using Microsoft.AspNetCore.Http;
using Reconciliation.ConsoleWeb.Security;
using Reconciliation.ConsoleWeb.Texts;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Storage;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>An action on rows of a work list, as its form asks for it.</summary>
/// <param name="Name">The action.</param>
/// <param name="Soins">The rows that were ticked.</param>
/// <param name="Motif">The reason.</param>
/// <param name="Colleague">The colleague to whom they are given; empty: none.</param>
/// <param name="IsTakenAway">Whether they are given though another agent has them.</param>
public sealed record ListAction(string Name, IReadOnlyList<ChosenSoin> Soins, string Motif, string Colleague, bool IsTakenAway)
{
    public static ListAction From(IFormCollection form) => new(
        form["action"].ToString(), ChosenSoin.Read(form["soin"]), form["motif"].ToString().Trim(), form["collegue"].ToString(),
        form["reprendre"] == "1");
}

/// <summary>
/// The actions on rows of a work list. Each row is done by itself, so that one that fails leaves the others done.
/// </summary>
/// <param name="assignments">Takes soins up.</param>
/// <param name="decisionPages">Takes décisions.</param>
internal sealed class ListActions(AssignWork assignments, DecisionPages decisionPages)
{
    public const string Take = "prendre";
    public const string Return = "rendre";
    public const string HandOver = "confier";

    /// <summary>The outcome of taking up a soin that a colleague has.</summary>
    public const string TakenByOther = "deja-pris";

    private const string Gone = "ce soin n’existe plus";

    /// <summary>
    /// Why an action is not begun; null: it may be. A décision needs a reason, and work is given by a team leader, to a colleague who is
    /// known.
    /// </summary>
    public async Task<string?> ProblemAsync(ListAction asked, HttpContext http) => asked.Name switch
    {
        Take or Return => null,
        HandOver => await assignments.MayHandOverAsync(http.Caller(), asked.Colleague, http.RequestAborted)
            ? null
            : "Choisissez le collègue à qui confier ces lignes ; seul un responsable d’équipe en confie.",
        _ => DecisionMotif.BrokenRule(asked.Motif) is { } rule ? Regle.Motifs[rule] : null,
    };

    public async Task<IReadOnlyList<RowOutcome>> ActAsync(ListAction asked, HttpContext http)
    {
        if (asked.Name == Take)
        {
            await assignments.ForgetSettledAsync(http.Caller(), http.RequestAborted);
        }

        // A soin that a colleague works on is theirs to decide: only taking it up, or giving it to somebody, tells who has it.
        var holders = asked.Name is Take or Return or HandOver
            ? new Dictionary<Guid, string>()
            : await assignments.OfSoinsAsync(asked.Soins.Select(c => c.SoinId), http.RequestAborted);
        var outcomes = new List<RowOutcome>();
        foreach (var chosen in asked.Soins)
        {
            var (soin, done, text) = holders.GetValueOrDefault(chosen.SoinId) is { } holder && holder != http.Caller().Name
                ? (null, false, TakenBy(holder))
                : await ActAsync(asked, chosen, http);
            var name = soin is null ? $"Soin {chosen.SoinId}" : $"Soin du {French.Day(soin.DateSoin)}, {soin.AdherentIds[0]}";
            outcomes.Add(new($"/soins/{chosen.SoinId}", name, done, text, soin?.AdherentIds[0]));
        }

        return outcomes;
    }

    /// <summary>Why nothing is done to what a colleague has.</summary>
    /// <param name="holder">The colleague.</param>
    public static string TakenBy(string holder) => $"pris en charge par {holder} : rien n’a été fait";

    private async Task<(StoredVue? Soin, bool Done, string Text)> ActAsync(ListAction asked, ChosenSoin chosen, HttpContext http)
    {
        var caller = http.Caller();
        switch (asked.Name)
        {
            case Take:
                var taken = await assignments.TakeSoinAsync(caller, chosen.SoinId, http.RequestAborted);
                return taken.Value is not { } assignment ? (null, false, Gone)
                    : assignment.TakenBy == caller.Name ? (assignment.Soin, true, "pris en charge")
                    : (assignment.Soin, false, $"déjà pris en charge par {assignment.TakenBy}");
            case HandOver:
                var given = await assignments.HandOverAsync(
                    caller, chosen.SoinId, asked.Colleague, asked.IsTakenAway, http.RequestAborted);
                return given.Value is not { } handed ? (null, false, Gone)
                    : handed.TakenBy == asked.Colleague ? (handed.Soin, true, $"confié à {asked.Colleague}")
                    : (handed.Soin, false, TakenBy(handed.TakenBy!));
            case Return:
                return (await assignments.GiveSoinBackAsync(caller, chosen.SoinId, http.RequestAborted)).Value is { } back
                    ? (back.Soin, back.Had, back.Had ? "rendu" : "vous ne l’aviez pas pris en charge")
                    : (null, false, Gone);
            default:
                return await DecideAsync(asked.Name, chosen, asked.Motif, http);
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
