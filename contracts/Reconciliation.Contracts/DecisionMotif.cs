namespace Reconciliation.Contracts;

/// <summary>The one rule of an agent's reason for a décision, whichever way it comes in: the reason stays with the décision.</summary>
public static class DecisionMotif
{
    /// <summary>The rule that a reason breaks, one of <see cref="Regle"/>; null: it may be recorded.</summary>
    /// <param name="motif">The reason.</param>
    public static string? BrokenRule(string motif)
    {
        ArgumentNullException.ThrowIfNull(motif);
        return !HasItsForm(motif) ? Regle.Motif : Nir.EstPresent(motif) ? Regle.NirInterdit : null;
    }

    /// <summary>Whether a text has the form of a reason, whatever it says.</summary>
    /// <param name="motif">The text.</param>
    internal static bool HasItsForm(string motif) =>
        PrintableText.IsPrintable(motif, Limites.MotifMax) && PrintableText.SaysSomething(motif);
}
