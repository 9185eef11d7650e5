namespace Reconciliation.Domain;

/// <summary>
/// The balance of a soin's facts before any window is looked at: the sums that the parts paid, the parts expected, the amounts announced,
/// and whether the promise is kept.
/// </summary>
internal sealed class PartsBalance
{
    /// <summary>
    /// At this rate or a lower one (outside the care path, drugs of small benefit) a contract may well not make up for the rest.
    /// </summary>
    private const decimal TauxWithoutFigureMaxPerCent = 30;

    public PartsBalance(Soin soin, DelaiAttendu delay, DateTimeOffset now)
    {
        var begun = new BegunDays(now);
        Soin = soin;
        Ro = new(soin.Ro, soin, begun);
        Complementaire = new(soin.Complementaire, soin, begun);
        Autres = soin.Autres.Count == 0 ? SoinPart.None : new(soin.Autres, soin, begun);
        IsAnnule = (Ro.TakenBackOn is not null || Complementaire.TakenBackOn is not null || Autres.TakenBackOn is not null)
            && Ro.Raw == Montant.Zero && Complementaire.Raw == Montant.Zero && Autres.Raw == Montant.Zero;
        Depense = SoinDepense.From(Ro, Complementaire, Autres);
        (RoBase, RoTaux) = BaseOfRo.From(Ro, Depense);
        IsEcartAccepted = soin.AcceptedEcarts.Count > 0 && EcartAcceptance.IsAccepted(soin);
        var declared = new DeclaredMontants(Complementaire, soin.Corrected);
        IsRoMissing = IsMissing(Ro, Part.Ro) && IsRoExpected(declared);
        RoDeclared = declared.All(Ro.IsThere && !IsRoMissing ? Ro.Raw : null);
        IsComplementaireMissing = IsMissing(Complementaire, Part.Complementaire) && IsComplementaireExpected();
        Inchange = ComputeInchange();
        ComplementaireEstimated = IsComplementaireMissing && IsFigureDerived() ? LeftToComplementaire : null;
        RoExpectation = IsRoMissing ? TakenBack(Ro, delay) ?? ComputeRoExpectation(delay) : null;
        ComplementaireExpectation =
            IsComplementaireMissing ? TakenBack(Complementaire, delay) ?? ComputeComplementaireExpectation(delay) : null;
        IsRoOnTime = IsOnTime(Ro, AreBothThere ? ComputeRoExpectation(delay) : null);
        IsComplementaireOnTime = IsOnTime(Complementaire, AreBothThere ? ComputeComplementaireExpectation(delay) : null);
    }

    public Soin Soin { get; }

    public SoinPart Ro { get; }

    public SoinPart Complementaire { get; }

    /// <summary>The parts without rules of their own, together.</summary>
    public SoinPart Autres { get; }

    /// <summary>The first payment: of RO, else complementary, else of another part.</summary>
    public Ligne Principal => Ro.Principal ?? Complementaire.Principal ?? Autres.Principal!;

    /// <summary>The sum that was or will be held back of all parts, positive.</summary>
    public Montant Retenues => Ro.Retenues + Complementaire.Retenues + Autres.Retenues;

    public SoinDepense Depense { get; }

    /// <summary>The base of reimbursement of the RO payments; null where none is there.</summary>
    public Montant? RoBase { get; }

    /// <summary>Their rate, per cent; null unless they all have one.</summary>
    public decimal? RoTaux { get; }

    /// <summary>Whether both parts were paid, even if a payment was taken back since.</summary>
    public bool AreBothThere => Ro.IsThere && Complementaire.IsThere;

    public bool IsAnnule { get; }

    public bool IsEcartAccepted { get; }

    /// <summary>The RO amounts that the complementary part declares, each once; none where it declares nothing.</summary>
    public IReadOnlyList<Montant> RoDeclared { get; }

    public bool? Inchange { get; }

    public bool IsRoMissing { get; }

    public bool IsComplementaireMissing { get; }

    /// <summary>The parts that are missing, RO first. A part without rules of its own never is: nobody promises it.</summary>
    public IEnumerable<Part> MissingParts =>
        (IsRoMissing ? [Part.Ro] : Array.Empty<Part>()).Concat(IsComplementaireMissing ? [Part.Complementaire] : []);

    /// <summary>The first of the parts that are missing; null: none is.</summary>
    public ExpectedPart? Missing => ExpectedPart.FirstOf(this);

    /// <summary>The window of the RO part; null unless it is missing.</summary>
    public ExpectedWindow? RoExpectation { get; }

    /// <summary>The window of the complementary part; null unless it is missing.</summary>
    public ExpectedWindow? ComplementaireExpectation { get; }

    public ExpectedWindow? Expectation => RoExpectation ?? ComplementaireExpectation;

    public bool? IsRoOnTime { get; }

    public bool? IsComplementaireOnTime { get; }

    /// <summary>The amount that RO pays, as the other part states it.</summary>
    public Montant? RoAnnounced => RoDeclared.Count > 0 ? RoDeclared[^1] : null;

    /// <summary>
    /// The least that is still to come from the complementary part, the ticket modérateur; null where it is not missing or no figure can be
    /// derived.
    /// </summary>
    public Montant? ComplementaireEstimated { get; }

    public Montant TotalPaid => Ro.Raw + Complementaire.Raw + Autres.Raw;

    /// <summary>The total paid without payments of a day ahead.</summary>
    public Montant Arrived => Ro.Arrived + Complementaire.Arrived + Autres.Arrived;

    public Montant Value =>
        TotalPaid + (IsRoMissing ? RoAnnounced ?? Montant.Zero : Montant.Zero) + (ComplementaireEstimated ?? Montant.Zero);

    /// <summary>Whether a payment that stands is of a day ahead.</summary>
    public bool IsAnnounced =>
        Ro.AnnouncedFrom is not null || Complementaire.AnnouncedFrom is not null || Autres.AnnouncedFrom is not null;

    /// <summary>The next day on which money moves; null: all has moved.</summary>
    public DateOnly? NextDay => MovementDays.Next(this);

    public Certitude Certitude =>
        IsComplementaireMissing || (IsRoMissing && RoAnnounced is null) ? Certitude.Estime
        : IsRoMissing || IsAnnounced ? Certitude.Annonce
        : Certitude.Ferme;

    /// <summary>The sum that was taken back of either part without being replaced.</summary>
    public Montant Lost => Montant.Max(Montant.Zero, Ro.Lost + Complementaire.Lost);

    /// <summary>
    /// Whether both parts together pay less than before something was taken back, even where a payment that stands takes the place of what
    /// was: then nobody is told that the total is unchanged.
    /// </summary>
    public bool HasFallen => Ro.Shortfall + Complementaire.Shortfall > Montant.Zero;

    /// <summary>Whether money of any part moves on a day ahead, retenues not counted.</summary>
    public bool IsMoving => Ro.IsMoving || Complementaire.IsMoving || Autres.IsMoving;

    /// <summary>Whether the sum of all parts is one of a day ahead.</summary>
    public bool IsAhead => Ro.IsAhead || Complementaire.IsAhead || Autres.IsAhead;

    public bool IsBeyondDepense => Depense.IsKnown && Value > Depense.Montant;

    public bool IsBelowZero => Ro.IsBelowZero || Complementaire.IsBelowZero || Autres.IsBelowZero;

    /// <summary>Whether RO paid another amount than was declared.</summary>
    public bool IsUnlikeDeclared => Inchange == false && !IsAsDeclared();

    /// <summary>Whether the parts do not add up, and nobody accepted it.</summary>
    public bool IsInEcart => !IsEcartAccepted && (Inchange == false || IsBeyondDepense || IsBelowZero);

    // The sum that another part paid is no longer left to the complementary part to pay.
    private Montant LeftToComplementaire => Autres.IsThere && Depense.IsKnown
        ? Montant.Min(Ticket, Depense.Montant - Autres.Raw) - RoShare
        : Ticket - RoShare;

    // Both parts may have been taken back beside one without rules of its own: then RO is awaited, too.
    private Montant RoShare => IsRoMissing ? RoAnnounced ?? Montant.Zero : Ro.Raw;

    // The sum of the care that RO and the complementary part share: a dépassement may be paid but is not expected.
    private Montant Ticket => Depense.IsKnown ? Montant.Min(RoBase ?? default, Depense.Montant) : RoBase ?? default;

    /// <summary>The sum that all parts have paid so far to a recipient, less the retenues held back there.</summary>
    /// <param name="destinataire">The recipient.</param>
    /// <param name="adherentId">The member whose lines count; null: all.</param>
    public (Montant Net, Montant Retenues) Paid(Destinataire destinataire, string? adherentId)
    {
        var (ro, complementaire) = (Ro.Paid(destinataire, adherentId), Complementaire.Paid(destinataire, adherentId));
        var autres = Autres.Paid(destinataire, adherentId);
        return (ro.Net + complementaire.Net + autres.Net, ro.Retenues + complementaire.Retenues + autres.Retenues);
    }

    /// <summary>Whether an agent decided that nothing more will come of a part.</summary>
    /// <param name="part">The part.</param>
    public bool IsEnded(Part part) => Soin.EndedExpectations.Count > 0 && Soin.EndedExpectations.Any(e => e.Part == part);

    /// <summary>The sum that a transfer brought to a recipient.</summary>
    public Montant Of(string virement, Destinataire destinataire) =>
        Ro.Of(virement, destinataire) + Complementaire.Of(virement, destinataire) + Autres.Of(virement, destinataire);

    /// <summary>Whether every line is one member's.</summary>
    public bool IsAllOf(string adherentId) =>
        Ro.IsAllOf(adherentId) && Complementaire.IsAllOf(adherentId) && Autres.IsAllOf(adherentId);

    private bool IsRoExpected(DeclaredMontants declared)
    {
        foreach (var ligne in Complementaire.Paiements)
        {
            if (((LigneComplementaire)ligne).RegimeObligatoire == RegimeObligatoire.Mgen && declared.Of(ligne) is not { Cents: <= 0 })
            {
                return true;
            }
        }

        return false;
    }

    private bool IsComplementaireExpected() =>
        LeftToComplementaire > Montant.Zero && Array.Exists(Ro.Paiements, l => ((LigneRo)l).Complementaire == Domain.Complementaire.Mgen);

    private bool IsFigureDerived() =>
        !Ro.IsBelowZero && !Array.Exists(Ro.Paiements, l => ((LigneRo)l).Taux <= TauxWithoutFigureMaxPerCent);

    // A part that was wholly taken back is owed again, unless an agent accepted its loss.
    private bool IsMissing(SoinPart paid, Part part) =>
        !IsAnnule
        && (!paid.IsThere || (paid is { IsAnnulee: true, IsBelowZero: false } && !IsEcartAccepted))
        && !IsEnded(part);

    private bool? ComputeInchange()
    {
        if (Soin.IsAmbiguous || IsAnnule || !AreBothThere || IsRoMissing || IsComplementaireMissing)
        {
            return null;
        }

        return Ro.Lost + Complementaire.Lost > Montant.Zero ? false : RoDeclared.Count == 0 ? null : IsAsDeclared();
    }

    private bool IsAsDeclared() => RoDeclared.Count == 0 || Montant.Somme(RoDeclared) == Ro.Raw;

    private static ExpectedWindow? TakenBack(SoinPart part, DelaiAttendu delay) =>
        part.TakenBackOn is { } day ? delay.Compute(Paris.EndOfDay(day), part.Principal!.Canal) : null;

    private ExpectedWindow ComputeRoExpectation(DelaiAttendu delay)
    {
        if (Complementaire.Paiements is [var single])
        {
            return delay.Compute(single.TransmisLe ?? Paris.EndOfDay(single.PayeLe), single.Canal);
        }

        var (origine, canal) = Complementaire.Paiements
            .Select(l => (Origine: l.TransmisLe ?? Paris.EndOfDay(l.PayeLe), l.Canal))
            .Min();
        return delay.Compute(origine, canal);
    }

    private ExpectedWindow ComputeComplementaireExpectation(DelaiAttendu delay) =>
        delay.Compute(Paris.EndOfDay(Ro.Principal!.PayeLe), Ro.Principal.Canal);

    // The first payment of a soin cannot be late: nothing was counted before it.
    private static bool? IsOnTime(SoinPart part, ExpectedWindow? expectation) =>
        part.Principal is { } paiement ? expectation is null || expectation.IsInTime(paiement.PayeLe) : null;
}
