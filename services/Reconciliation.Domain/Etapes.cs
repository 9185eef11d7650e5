namespace Reconciliation.Domain;

/// <summary>
/// The stages of pairing inside one journée, from the surest evidence to the weakest. A line paired at one stage leaves the next
/// ones; an RO line stays open to the other contracts of the member. Where lines that are not interchangeable could be paired in
/// more than one way, nothing is guessed: all of them become one ambiguous group.
/// </summary>
internal sealed class Etapes
{
    private readonly Groupes _groupes;
    private readonly DecisionsEnVigueur _decisions;

    private Etapes(IEnumerable<Ligne> paiements, DecisionsEnVigueur decisions) =>
        (_groupes, _decisions) = (new(paiements, decisions), decisions);

    /// <summary>Groups the payments of one journée.</summary>
    /// <param name="paiements">Its payments, in the order of their identities.</param>
    /// <param name="estAnnule">Whether a payment was cancelled: what stands is paired before what does not, so that a cancelled
    /// payment does not take the partner of the one that replaces it.</param>
    /// <param name="decisions">What agents decided.</param>
    public static IEnumerable<Groupe> Grouper(IEnumerable<Ligne> paiements, Func<Ligne, bool> estAnnule, DecisionsEnVigueur decisions)
    {
        if (paiements.Count() == 1)
        {
            return [Groupe.De(paiements.First())];
        }

        var etapes = new Etapes(paiements, decisions);
        etapes.ParDecision();
        var annules = paiements.Where(estAnnule).Select(l => l.Id).ToHashSet();
        foreach (var etape in new Action<Func<Ligne, bool>>[] { etapes.ParNom, etapes.ParReferencePartagee, etapes.ParMontants, etapes.PartagerSansRo })
        {
            if (annules.Count > 0)
            {
                etape(l => !annules.Contains(l.Id));
            }

            etape(_ => true);
        }

        return etapes._groupes.Tous.Distinct();
    }

    // Stage 1.
    private void ParDecision()
    {
        foreach (var lien in _decisions.Liens)
        {
            _groupes.Reunir([.. lien.Lignes.Where(_groupes.Contient)]);
        }
    }

    // Stage 2: the RO line by its name first.
    private void ParNom(Func<Ligne, bool> candidate) =>
        Etape(candidate, ro => (Reference?)ro.Id.Reference, rc => rc.ReferenceRo);

    // Stage 2: a shared reference next.
    private void ParReferencePartagee(Func<Ligne, bool> candidate)
    {
        Etape(candidate, ro => Cle(ro.ReferenceSoin), rc => Cle(rc.ReferenceSoin));

        static ValueTuple<string>? Cle(string? reference) => reference is null ? null : new(reference);
    }

    // Stages 3, 4 and 5.
    private void ParMontants(Func<Ligne, bool> candidate)
    {
        Etape(
            candidate,
            ro => ((string, Montant, Montant)?)(ro.ProfessionnelId, ro.Depense, ro.Montant),
            rc => rc.MontantRoDeclare is { } declare ? (rc.ProfessionnelId, rc.Depense, declare) : null);
        Etape(
            candidate,
            ro => ((string, Montant)?)(ro.ProfessionnelId, ro.Depense),
            rc => (rc.ProfessionnelId, rc.Depense));
        ParActe(candidate);
    }

    private void Etape<T>(Func<Ligne, bool> candidate, Func<LigneRo, T?> cleRo, Func<LigneComplementaire, T?> cleComplementaire)
        where T : struct
    {
        var complementaires = _groupes.EnAttenteDeRo(candidate);
        if (complementaires.Count == 0)
        {
            return;
        }

        // Nearly every journée: one of each, which one look tells apart.
        if (_groupes.Ro.Count == 1 && complementaires.Count == 1)
        {
            var cle = candidate(_groupes.Ro[0]) ? cleRo(_groupes.Ro[0]) : null;
            if (cle is not null
                && EqualityComparer<T?>.Default.Equals(cle, cleComplementaire(complementaires[0]))
                && _groupes.Accueille(_groupes.Ro[0], complementaires[0]))
            {
                _groupes.Reunir([_groupes.Ro[0].Id, complementaires[0].Id]);
            }

            return;
        }

        var enAttente = complementaires.ToLookup(cleComplementaire);
        foreach (var ro in _groupes.Ro.Where(r => candidate(r)).Where(ro => cleRo(ro) is not null).GroupBy(cleRo))
        {
            Apparier([.. ro], enAttente[ro.Key]);
        }
    }

    // Stage 5: a complementary line that declares no RO amount could go with any RO line of the act; one that does, with its equals.
    private void ParActe(Func<Ligne, bool> candidate)
    {
        var complementaires = _groupes.EnAttenteDeRo(candidate);
        if (complementaires.Count == 0)
        {
            return;
        }

        var enAttente = complementaires.ToLookup(rc => (rc.ProfessionnelId, rc.CodeActe));
        foreach (var acte in _groupes.Ro.Where(r => candidate(r)).GroupBy(ro => (ro.ProfessionnelId, ro.CodeActe)))
        {
            var candidates = enAttente[acte.Key].ToList();
            var muettes = candidates.Where(rc => rc.MontantRoDeclare is null).ToList();
            if (muettes.Count > 0)
            {
                var montants = acte.Select(ro => ro.Montant).ToHashSet();
                Apparier([.. acte], candidates.Where(rc => rc.MontantRoDeclare is not { } declare || montants.Contains(declare)));
                continue;
            }

            foreach (var ro in acte.GroupBy(ro => ro.Montant))
            {
                Apparier([.. ro], candidates.Where(rc => rc.MontantRoDeclare == ro.Key));
            }
        }
    }

    // Lines that an agent linked are one candidate, and look for nothing more once one of them is paired.
    private void Apparier(IReadOnlyList<LigneRo> ro, IEnumerable<LigneComplementaire> complementaire)
    {
        foreach (var contrat in complementaire.GroupBy(rc => rc.Contrat).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var lignes = contrat.Where(rc => _groupes[rc.Id].ChercheRo).DistinctBy(rc => _groupes[rc.Id]).ToList();
            var disponibles = ro
                .Where(r => lignes.Exists(rc => _groupes.Accueille(r, rc)))
                .DistinctBy(r => _groupes[r.Id])
                .ToList();
            lignes.RemoveAll(rc => !disponibles.Exists(r => _groupes.Accueille(r, rc)));
            if (disponibles.Count == 0)
            {
                continue;
            }

            if (!Interchangeables.SansChoix(disponibles, lignes))
            {
                _groupes.Reunir([.. disponibles.Select(r => r.Id), .. lignes.Select(rc => rc.Id)]).EstAmbigu = true;
                continue;
            }

            foreach (var rc in lignes)
            {
                if (disponibles.Find(r => _groupes.Accueille(r, rc)) is { } partenaire)
                {
                    disponibles.Remove(partenaire);
                    _groupes.Reunir([partenaire.Id, rc.Id]);
                }
            }
        }
    }

    // Two contracts pay for one act: their lines share a soin even before the RO line is there to gather them.
    private void PartagerSansRo(Func<Ligne, bool> candidate)
    {
        var enAttente = _groupes.EnAttenteDeRo(candidate);
        if (enAttente.Count < 2)
        {
            return;
        }

        foreach (var acte in enAttente.GroupBy(rc => (rc.ProfessionnelId, rc.Depense, rc.MontantRoDeclare)))
        {
            foreach (var lignes in SelonReferences([.. acte]))
            {
                Partager(lignes);
            }
        }
    }

    private void Partager(List<LigneComplementaire> lignes)
    {
        var parContrat = lignes.DistinctBy(rc => _groupes[rc.Id]).GroupBy(rc => rc.Contrat).Select(g => g.ToList()).ToList();
        if (parContrat.Count < 2)
        {
            return;
        }

        if (!Interchangeables.SansChoix(parContrat))
        {
            _groupes.Reunir([.. lignes.Select(rc => rc.Id)]).EstAmbigu = true;
            return;
        }

        var rangs = parContrat.Max(l => l.Count);
        for (var rang = 0; rang < rangs; rang++)
        {
            var partage = parContrat.Where(l => l.Count > rang).Select(l => l[rang]).ToList();
            foreach (var rc in partage.Skip(1).Where(rc => _groupes.Accueille(partage[0], rc)))
            {
                _groupes.Reunir([partage[0].Id, rc.Id]);
            }
        }
    }

    // Lines that name different RO lines, or different soins, do not share one.
    private static IEnumerable<List<LigneComplementaire>> SelonReferences(List<LigneComplementaire> lignes)
    {
        var parRo = lignes.Select(rc => rc.ReferenceRo).OfType<Reference>().Distinct().Take(2).Count() > 1;
        var parSoin = lignes.Select(rc => rc.ReferenceSoin).OfType<string>().Distinct().Take(2).Count() > 1;
        return lignes
            .GroupBy(rc => (parRo ? rc.ReferenceRo : null, parSoin ? rc.ReferenceSoin : null))
            .Select(g => g.ToList());
    }
}
