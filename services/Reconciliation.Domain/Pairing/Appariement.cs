namespace Reconciliation.Domain;

/// <summary>Pairs the lines of a set of facts into soins. A pure function of the facts: the order in which they came cannot matter.</summary>
public static class Appariement
{
    /// <summary>Pairs lines.</summary>
    /// <param name="faits">One journée, or several that are tied together.</param>
    public static Rapprochement Apparier(JourneeDeSoins faits)
    {
        ArgumentNullException.ThrowIfNull(faits);
        var actuelles = faits.LignesActuelles();
        var corrections = new Corrections(actuelles.Lignes);
        var decisions = DecisionsEnVigueur.De(faits.Decisions);
        var groupes = actuelles.Lignes
            .Where(l => l.Nature == Nature.Paiement)
            .GroupBy(l => l.Journee)
            .SelectMany(journee => Etapes.Grouper(journee, corrections.EstAnnule, decisions))
            .ToList();
        var retenuesSeules = RattacherRetenues(groupes, corrections);
        var soins = groupes
            .Select(groupe => Soin(groupe, corrections, retenuesSeules, actuelles.Contestees, decisions))
            .OrderBy(soin => soin.Paiements.First().Id, LigneId.Ordre)
            .ToList();
        var rattachees = retenuesSeules.SelectMany(r => r).Select(l => l.Id).ToHashSet();
        return new(soins, [.. corrections.SansPaiement.Where(l => !rattachees.Contains(l.Id))]);
    }

    // A retenue that names no line joins the only soin of its journée that has its part, with what corrects it; between several
    // nothing is guessed.
    private static ILookup<Groupe, Ligne> RattacherRetenues(List<Groupe> groupes, Corrections corrections) => corrections.SansPaiement
        .Where(l => l.Nature == Nature.Retenue && l.Origine is null)
        .Select(retenue => (Retenue: retenue, Groupes: groupes.Where(g => Concerne(g, retenue)).Take(2).ToList()))
        .Where(x => x.Groupes.Count == 1)
        .SelectMany(x => corrections.De(x.Retenue).Prepend(x.Retenue), (x, ligne) => (Groupe: x.Groupes[0], Ligne: ligne))
        .ToLookup(x => x.Groupe, x => x.Ligne);

    private static bool Concerne(Groupe groupe, Ligne retenue) =>
        groupe.Lignes.Any(l => l.Id.Part == retenue.Id.Part && l.Journee == retenue.Journee);

    private static Soin Soin(
        Groupe groupe,
        Corrections corrections,
        ILookup<Groupe, Ligne> retenuesSeules,
        IReadOnlySet<LigneId> contestees,
        DecisionsEnVigueur decisions)
    {
        var lignes = new List<Ligne>();
        foreach (var paiement in groupe.Lignes)
        {
            lignes.Add(paiement);
            lignes.AddRange(corrections.De(paiement));
        }

        lignes.AddRange(retenuesSeules[groupe]);
        lignes.Sort((a, b) => LigneId.Ordre.Compare(a.Id, b.Id));
        return new()
        {
            Journee = groupe.Lignes.First().Journee,
            Ro = [.. lignes.OfType<LigneRo>()],
            Complementaire = [.. lignes.OfType<LigneComplementaire>()],
            Retenues = corrections.Retenues,
            EstAmbigu = groupe.EstAmbigu,
            EstConteste = lignes.Exists(l => contestees.Contains(l.Id)),
            EcartAccepte = decisions.Accepte(lignes),
        };
    }
}
