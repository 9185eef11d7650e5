namespace Reconciliation.Domain;

/// <summary>
/// Pairs the lines of a set of facts into soins. A pure function of the facts: the order in which they came cannot matter.
/// </summary>
public static class Pairing
{
    /// <summary>Pairs lines.</summary>
    /// <param name="facts">One journée, or several that are tied together.</param>
    public static PairedJournee Pair(JourneeDeSoins facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var current = facts.SelectCurrentLignes();
        var corrections = new Corrections(current.Lignes);
        var decisions = DecisionsInForce.From(facts.Decisions);
        var paiements = current.Lignes.Where(l => l.Nature == Nature.Paiement).Select(corrections.AsRestated);
        var groups = PairingPools.From(paiements, decisions)
            .SelectMany(pool => PairingStages.Group(pool, corrections.IsAnnule, decisions))
            .ToList();
        var retenuesOnly = AttachRetenues(groups, corrections);
        var soins = groups
            .Select(group => Soin(group, corrections, retenuesOnly, current.Contestees))
            .Select(soin => decisions.OnSoins.Count == 0 ? soin : SoinDecisions.Apply(soin, facts, decisions))
            .OrderBy(soin => soin.Paiements.First().Id, LigneId.Ordre)
            .ToList();
        var attached = retenuesOnly.SelectMany(r => r).Select(l => l.Id).ToHashSet();
        return new(soins, [.. corrections.WithoutPaiement.Where(l => !attached.Contains(l.Id))], current.Homonymes);
    }

    // A retenue that names no line joins, with its corrections, the only soin of its journée that has its part; between several nothing is
    // guessed.
    private static ILookup<LigneGroup, Ligne> AttachRetenues(List<LigneGroup> groups, Corrections corrections) =>
        corrections.WithoutPaiement
        .Where(l => l.Nature == Nature.Retenue && l.Origine is null)
        .Select(retenue => (Retenue: retenue, Groups: groups.Where(g => Concerns(g, retenue)).Take(2).ToList()))
        .Where(x => x.Groups.Count == 1)
        .SelectMany(x => corrections.From(x.Retenue).Prepend(x.Retenue), (x, ligne) => (Group: x.Groups[0], Ligne: ligne))
        .ToLookup(x => x.Group, x => x.Ligne);

    private static bool Concerns(LigneGroup group, Ligne retenue) =>
        group.Lignes.Any(l => l.Id.Part == retenue.Id.Part && l.Journee == retenue.Journee);

    private static Soin Soin(
        LigneGroup group,
        Corrections corrections,
        ILookup<LigneGroup, Ligne> retenuesOnly,
        IReadOnlySet<LigneId> contestees)
    {
        var lignes = new List<Ligne>();
        foreach (var paiement in group.Lignes)
        {
            lignes.Add(corrections.AsItCame(paiement));
            lignes.AddRange(corrections.From(paiement));
        }

        lignes.AddRange(retenuesOnly[group]);
        lignes.Sort((a, b) => LigneId.Ordre.Compare(a.Id, b.Id));
        var byKind = LignesByKind.Of(lignes);
        return new()
        {
            // RO lines come first: where its lines are of several days, the soin is the first RO line's.
            Journee = lignes.Find(l => l.Nature == Nature.Paiement)!.Journee,
            Ro = byKind.Ro,
            Complementaire = byKind.Complementaire,
            Autres = byKind.Autres,
            Retenues = corrections.Retenues,
            IsAmbiguous = group.IsAmbiguous,
            IsConteste = lignes.Exists(l => contestees.Contains(l.Id)),
            Corrected = corrections.Corrected,
        };
    }
}
