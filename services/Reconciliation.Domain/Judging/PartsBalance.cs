namespace Reconciliation.Domain;

/// <summary>
/// What the facts of a soin say before any clock is read: what each part paid, what is expected, what was announced, whether the
/// promise is kept.
/// </summary>
internal sealed class PartsBalance
{
    public PartsBalance(Soin soin, DelaiAttendu delay)
    {
        Soin = soin;
        Ro = new(soin.Ro, soin.Retenues);
        Complementaire = new(soin.Complementaire, soin.Retenues);
        Autres = soin.Autres.Count == 0 ? SoinPart.None : new(soin.Autres, soin.Retenues);
        Depense = soin.Lignes.Max(l => l.Depense);
        IsAnnule = (Ro.IsAnnulee || Complementaire.IsAnnulee || Autres.IsAnnulee)
            && Ro.Raw == Montant.Zero && Complementaire.Raw == Montant.Zero && Autres.Raw == Montant.Zero;
        RoDeclared = DeclaredMontants.From(soin);
        Inchange = soin.IsAmbiguous || !AreBothThere || RoDeclared.Count == 0 ? null : RoDeclared.All(declare => declare == Ro.Raw);
        IsRoMissing = RoExpected && IsMissing(Ro);
        IsComplementaireMissing = ComplementaireExpected && IsMissing(Complementaire);
        ComplementaireEstimated = IsComplementaireMissing ? EstimateComplementaire() : null;
        RoExpectation = IsRoMissing ? ComputeRoExpectation(delay) : null;
        ComplementaireExpectation = IsComplementaireMissing ? ComputeComplementaireExpectation(delay) : null;
        IsRoOnTime = IsOnTime(Ro, AreBothThere ? ComputeRoExpectation(delay) : null);
        IsComplementaireOnTime = IsOnTime(Complementaire, AreBothThere ? ComputeComplementaireExpectation(delay) : null);
    }

    public Soin Soin { get; }

    public SoinPart Ro { get; }

    public SoinPart Complementaire { get; }

    /// <summary>What the parts without rules of their own paid, together.</summary>
    public SoinPart Autres { get; }

    /// <summary>The first payment: of RO, else complementary, else of another part.</summary>
    public Ligne Principal => Ro.Principal ?? Complementaire.Principal ?? Autres.Principal!;

    /// <summary>What was held back of all parts, positive.</summary>
    public Montant Retenues => Ro.Retenues + Complementaire.Retenues + Autres.Retenues;

    public Montant Depense { get; }

    public bool AreBothThere => Ro.IsThere && Complementaire.IsThere;

    public bool IsAnnule { get; }

    /// <summary>The RO amounts that the complementary part declares, each once; none where it declares nothing.</summary>
    public IReadOnlyList<Montant> RoDeclared { get; }

    public bool? Inchange { get; }

    /// <summary>RO is expected where a complementary line says that MGEN manages it and does not declare that it pays nothing.</summary>
    public bool RoExpected => Soin.Complementaire.Any(l =>
        l.Nature == Nature.Paiement && l.RegimeObligatoire == RegimeObligatoire.Mgen && l.MontantRoDeclare is not { Cents: <= 0 });

    /// <summary>The complementary part is expected where RO says that MGEN manages it and something is left to pay.</summary>
    public bool ComplementaireExpected =>
        Soin.Ro.Any(l => l.Nature == Nature.Paiement && l.Complementaire == Domain.Complementaire.Mgen) && Depense > Ro.Raw + Autres.Raw;

    public bool IsRoMissing { get; }

    public bool IsComplementaireMissing { get; }

    /// <summary>The window of the RO part; null unless it is missing.</summary>
    public ExpectedWindow? RoExpectation { get; }

    /// <summary>The window of the complementary part; null unless it is missing.</summary>
    public ExpectedWindow? ComplementaireExpectation { get; }

    public ExpectedWindow? Expectation => RoExpectation ?? ComplementaireExpectation;

    public bool? IsRoOnTime { get; }

    public bool? IsComplementaireOnTime { get; }

    /// <summary>What is still to come from RO, where the other part states it.</summary>
    public Montant? RoAnnounced => RoDeclared.Count > 0 ? RoDeclared.Max() : null;

    /// <summary>The least that is still to come from the complementary part: the ticket modérateur.</summary>
    public Montant? ComplementaireEstimated { get; }

    public Montant TotalPaid => Ro.Raw + Complementaire.Raw + Autres.Raw;

    public Montant Value => TotalPaid
        + (IsRoMissing ? RoAnnounced ?? Montant.Zero : Montant.Zero)
        + (ComplementaireEstimated ?? Montant.Zero);

    public Certitude Certitude =>
        IsComplementaireMissing || (IsRoMissing && RoAnnounced is null) ? Certitude.Estime
        : IsRoMissing ? Certitude.Annonce
        : Certitude.Ferme;

    /// <summary>What all parts paid to one, net.</summary>
    public Montant Paid(Destinataire destinataire) =>
        Ro.Paid(destinataire) + Complementaire.Paid(destinataire) + Autres.Paid(destinataire);

    /// <summary>Whether the parts do not add up, and nobody accepted it.</summary>
    public bool IsInEcart => !Soin.IsEcartAccepted && ((AreBothThere && Inchange == false) || TotalPaid > Depense);

    private Montant RoBase => Montant.Somme(Soin.Ro.Where(l => l.Nature == Nature.Paiement).Select(l => l.Base ?? Montant.Zero));

    // What another part paid is no longer left to pay.
    private Montant EstimateComplementaire() =>
        Montant.Max(Montant.Zero, Montant.Min(Montant.Min(RoBase, Depense) - Ro.Raw, Depense - Ro.Raw - Autres.Raw));

    // A cancelled part is owed again, unless its loss already shows as a gap or an agent accepted it.
    private bool IsMissing(SoinPart part) =>
        !IsAnnule && (!part.IsThere || (part.IsAnnulee && Inchange != false && !Soin.IsEcartAccepted));

    private ExpectedWindow ComputeRoExpectation(DelaiAttendu delay)
    {
        var (origine, canal) = Complementaire.Paiements
            .Select(l => (Origine: l.TransmisLe ?? Paris.EndOfDay(l.PayeLe), l.Canal))
            .Order()
            .First();
        return delay.Compute(origine, canal);
    }

    private ExpectedWindow ComputeComplementaireExpectation(DelaiAttendu delay) => delay.Compute(Paris.EndOfDay(Ro.Principal!.PayeLe), Ro.Principal.Canal);

    // The first payment of a soin cannot be late: nothing was counted before it.
    private static bool? IsOnTime(SoinPart part, ExpectedWindow? expectation) =>
        part.Principal is { } paiement ? expectation is null || expectation.IsInTime(paiement.PayeLe) : null;
}

/// <summary>Which RO amounts the complementary lines of a soin declare.</summary>
internal static class DeclaredMontants
{
    /// <summary>
    /// Each amount once: several contracts echo one RO amount. Of one contract the last correction that restates the amount counts;
    /// where a soin holds several RO payments, the amounts that one contract declares for them add up.
    /// </summary>
    public static IReadOnlyList<Montant> From(Soin soin)
    {
        // Nearly every soin has one complementary line at most.
        if (soin.Complementaire.Count <= 1)
        {
            return soin.Complementaire is [{ MontantRoDeclare: { } declare, Nature: Nature.Paiement or Nature.Regularisation }] ? [declare] : [];
        }

        var severalRo = soin.Ro.Count(l => l.Nature == Nature.Paiement) > 1;
        return [.. soin.Complementaire
            .Where(l => l.MontantRoDeclare is not null && l.Nature is Nature.Paiement or Nature.Regularisation)
            .GroupBy(l => l.Contrat)
            .SelectMany(contrat => OfContract([.. contrat], severalRo))
            .Distinct()
            .Order()];
    }

    private static List<Montant> OfContract(List<LigneComplementaire> lignes, bool severalRo)
    {
        var paiements = lignes.Where(l => l.Nature == Nature.Paiement).Select(l => l.MontantRoDeclare!.Value).ToList();
        if (paiements.Count > 1)
        {
            return severalRo ? [Montant.Somme(paiements)] : paiements;
        }

        return [lignes.OrderBy(l => l.Nature != Nature.Paiement).ThenBy(l => l.PayeLe).ThenBy(l => l.Id, LigneId.Ordre).Last().MontantRoDeclare!.Value];
    }
}
