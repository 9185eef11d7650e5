namespace Reconciliation.Domain;

/// <summary>
/// The décisions that hold on a set of facts: no later one contradicts them, and the facts are still those that they were taken on.
/// </summary>
public static class HeldDecisions
{
    /// <summary>The ids of the décisions that hold.</summary>
    /// <param name="facts">The facts.</param>
    public static IReadOnlySet<Guid> Of(JourneeDeSoins facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var inForce = DecisionsInForce.From(facts.Decisions);
        var soins = Pairing.Pair(facts).Soins;
        var held = soins.SelectMany(s => s.AcceptedEcarts.Where(a => EcartAcceptance.Holds(s, a)).Select(a => a.DecisionId))
            .Concat(soins.SelectMany(s => s.EndedExpectations).Select(e => e.Id))
            .ToHashSet();
        return inForce.Held.Where(id => held.Contains(id) || !inForce.OnSoins.Any(d => d.Id == id)).ToHashSet();
    }
}
