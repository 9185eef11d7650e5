using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>From a décision to the record that shows it.</summary>
public static class DecisionMapper
{
    /// <param name="decision">The décision.</param>
    /// <param name="inForce">Whether it holds.</param>
    public static DecisionLue From(Decision decision, bool inForce)
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
            EnVigueur = inForce,
            Lignes = [
                .. decision.ConcernedLignes().Order(LigneId.Ordre)
                .Select(l => new LigneVisee(new(l.Part.Code), l.Source, LigneMapper.ToReference(l.Reference)))],
            DecisionRouverte = (decision as Rouvrir)?.DecisionId,
            Part = decision is NeRienAttendre end ? new PartDeLigne(end.Part.Code) : null,
        };
    }
}
