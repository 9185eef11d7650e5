using System.Text.Json;

namespace Reconciliation.Contracts;

/// <summary>Reads a décision from JSON and applies the rules that need no fact. It never throws on bad input and never repeats a value.</summary>
public static class LectureDecision
{
    /// <summary>Reads a <see cref="DecisionDemandee"/>.</summary>
    /// <param name="racine">The décision.</param>
    /// <returns>The décision, null if it is refused; and every fault found.</returns>
    public static (DecisionDemandee? Decision, IReadOnlyList<Rejet> Rejets) Lire(JsonElement racine)
    {
        if (racine.ValueKind != JsonValueKind.Object)
        {
            return (null, [Regle.Refuse(Regle.Objet, "")]);
        }

        try
        {
            var membres = new LecteurMembres(racine, deMassTransit: false);
            var type = membres.Enumeration<TypeDeDecision>("type");
            var decision = new DecisionDemandee
            {
                Type = type,
                Motif = membres.Motif("motif"),
                Lignes = type is TypeDeDecision.Lier or TypeDeDecision.Delier ? Lignes(membres) : [],
                DecisionId = type == TypeDeDecision.Rouvrir ? membres.Uuid("decisionId") : null,
            };
            return membres.Rejets.Count == 0 ? (decision, []) : (null, membres.Rejets);
        }
        catch (InvalidOperationException)
        {
            // As for a payment: half of a surrogate pair in the name of a member.
            return (null, [Regle.Refuse(Regle.Json, "")]);
        }
    }

    private static IReadOnlyList<LigneVisee> Lignes(LecteurMembres membres)
    {
        var lues = membres.Liste("lignes", m => new LigneVisee(m.Enumeration<PartDeLigne>("part"), m.Identifiant("source"), m.Reference("ligne")!));
        membres.Exiger(
            membres.Rejets.Count > 0 || lues.Distinct().Count() is >= 2 and <= Limites.LignesDecisionMax, Regle.DeuxLignes, "lignes");
        return lues;
    }
}
