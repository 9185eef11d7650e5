using Reconciliation.ConsoleWeb.Texts;
using Reconciliation.Contracts;
using Reconciliation.Core;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>The outcome of the wish to take a message out of quarantine, in words.</summary>
internal static class SettledTexts
{
    public const string Replayed = "rejoué et accepté";
    public const string PutAside = "écarté";
    public const string UnknownAction = "action inconnue";

    /// <summary>The outcome, on one line.</summary>
    public static string Say(Settled settled, string done) => settled.Outcome switch
    {
        ReplayOutcome.Done => done,
        ReplayOutcome.RefusedAgain => "encore refusé : " + string.Join(" ", settled.Rejections.Select(Say)),
        ReplayOutcome.AlreadyReplayed => "déjà rejoué",
        ReplayOutcome.Stale => "le message a changé depuis que vous l’avez affiché",
        ReplayOutcome.InvalidMotif => RuleSentences.From(settled.Rejections[0]),
        ReplayOutcome.Unknown => "ce message n’existe pas",
    };

    private static string Say(Rejet r) =>
        r.Membre.Length > 0 ? $"{FieldLabels.From(r.Membre)} : {RuleSentences.From(r)}" : RuleSentences.From(r);
}
