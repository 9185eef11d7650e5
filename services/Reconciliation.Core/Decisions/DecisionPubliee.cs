using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>From a décision to the record that shows it.</summary>
public static class DecisionPubliee
{
    /// <param name="decision">The décision.</param>
    /// <param name="enVigueur">Whether it holds.</param>
    public static DecisionLue De(Decision decision, bool enVigueur)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return new()
        {
            DecisionId = decision.Id,
            Type = Enum.Parse<TypeDeDecision>(decision.GetType().Name),
            Motif = decision.Motif,
            Auteur = decision.Auteur,
            PriseLe = decision.PriseLe,
            SoinId = decision.SoinId,
            EnVigueur = enVigueur,
            Lignes = [.. decision.Concernees().Order(LigneId.Ordre).Select(l => new LigneVisee((PartDeLigne)l.Part, l.Source, Correspondance.Reference(l.Reference)))],
            DecisionRouverte = (decision as Rouvrir)?.DecisionId,
        };
    }
}
