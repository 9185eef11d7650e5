using Reconciliation.Contracts;

namespace Reconciliation.Core;

/// <summary>
/// The one judgement of the reason for which a message leaves quarantine, whoever gives it and by whichever way. It has the rules of a
/// décision's reason, since it stays as long: a NIR in it is refused and not repeated.
/// </summary>
internal static class SettleMotif
{
    /// <summary>Why a reason may not be kept; null: it may.</summary>
    /// <param name="motif">The reason; null or empty: none is given.</param>
    /// <param name="isRequired">Whether one must be given: always to set a message aside, and for who must explain what they read.</param>
    public static Rejet? Refusal(string? motif, bool isRequired) =>
        (isRequired || motif is { Length: > 0 }) && DecisionMotif.BrokenRule(motif ?? "") is { } rule ? Regle.Refuse(rule, "motif") : null;
}
