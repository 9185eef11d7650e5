using System.Text.Json;

namespace Reconciliation.Contracts;

/// <summary>Reads a décision from JSON and applies the rules that need no fact. It never throws on bad input and never repeats a
/// value.</summary>
public static class DecisionReader
{
    /// <summary>Reads a <see cref="DecisionDemandee"/>.</summary>
    /// <param name="root">The décision.</param>
    /// <param name="parts">The codes of the parts that it may name.</param>
    /// <returns>The décision, null if it is refused; and every fault found.</returns>
    public static (DecisionDemandee? Decision, IReadOnlyList<Rejet> Rejections) Read(
        JsonElement root, IReadOnlyCollection<string> parts)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return (null, [Regle.Refuse(Regle.Objet, "")]);
        }

        try
        {
            var members = new MemberReader(root, fromMassTransit: false);
            var type = members.EnumerationOrNull<TypeDeDecision>("type");
            var decision = new DecisionDemandee
            {
                Type = type ?? default,
                Motif = members.Motif("motif"),
                Lignes = type is TypeDeDecision.Lier or TypeDeDecision.Delier
                    ? Lignes(members, parts)
                    : [],
                DecisionId = type == TypeDeDecision.Rouvrir ? members.Uuid("decisionId") : null,
                Part = type == TypeDeDecision.NeRienAttendre ? members.Part("part", parts) : null,
            };
            return members.Rejections.Count == 0 ? (decision, []) : (null, members.Rejections);
        }
        catch (InvalidOperationException)
        {
            // As for a payment: half of a surrogate pair in the name of a member.
            return (null, [Regle.Refuse(Regle.Json, "")]);
        }
    }

    private static IReadOnlyList<LigneVisee> Lignes(MemberReader members, IReadOnlyCollection<string> parts)
    {
        var read = members.List("lignes", m => new LigneVisee(m.Part("part", parts), m.Identifier("source"), m.Reference("ligne")!));
        members.Require(
            members.Rejections.Count > 0 || read.Distinct().Count() is >= 2 and <= Limites.LignesDecisionMax, Regle.DeuxLignes, "lignes");
        return read;
    }
}
