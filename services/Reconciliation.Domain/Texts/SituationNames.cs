namespace Reconciliation.Domain;

/// <summary>The names of situations for agents, in French: work lists, labels, charts and the demo read them here.</summary>
public static class SituationNames
{
    /// <summary>The name of a situation.</summary>
    /// <param name="situation">The situation.</param>
    public static string Of(Situation situation) => situation switch
    {
        Situation.Conteste => "Contesté",
        Situation.ARapprocher => "À rapprocher",
        Situation.Annule => "Annulé",
        Situation.Ecart => "Écart",
        Situation.EnRetard => "En retard",
        Situation.EnAttenteRo => Awaited(Part.Ro),
        Situation.EnAttenteComplementaire => Awaited(Part.Complementaire),
        Situation.Complet => "Complet",
    };

    private static string Awaited(Part part) => $"{char.ToUpperInvariant(part.Label[0])}{part.Label[1..]} attendue";
}
