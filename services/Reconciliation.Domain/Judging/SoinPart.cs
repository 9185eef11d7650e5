namespace Reconciliation.Domain;

/// <summary>The sums that one part of a soin has paid, took back, held back and is about to pay.</summary>
internal sealed class SoinPart
{
    // Arrays: they are gone through some ten times a soin.
    private readonly Ligne[] _lignes;
    private readonly IReadOnlySet<LigneId> _retenues;
    private readonly BegunDays _begun;

    /// <summary>A part that has paid nothing.</summary>
    public static readonly SoinPart None = new();

    private SoinPart() => (_lignes, _retenues, Paiements) = ([], new HashSet<LigneId>(), []);

    public SoinPart(IReadOnlyList<Ligne> lignes, Soin soin, BegunDays begun)
    {
        (_lignes, _retenues, _begun) = ([.. lignes], soin.Retenues, begun);
        Paiements = Array.TrueForAll(_lignes, IsPaiement) ? _lignes : Array.FindAll(_lignes, IsPaiement);
        HasStanding = IsThere = Paiements.Length > 0;
        foreach (var ligne in _lignes)
        {
            Add(ligne);
        }

        if (IsThere && HasCorrections)
        {
            (var standing, Lost, Shortfall) = CorrectedPaiements.From(
                Paiements, Array.FindAll(_lignes, l => !IsPaiement(l) && !IsRetenue(l)), soin.Corrected);
            HasStanding = standing.Length > 0;
            Paiements = HasStanding ? standing : Paiements;
        }

        foreach (var paiement in Paiements)
        {
            Principal = Principal is null || paiement.PayeLe < Principal.PayeLe ? paiement : Principal;
            if (HasStanding && !IsBelowZero && !begun.Contains(paiement.PayeLe))
            {
                Announce(paiement.PayeLe);
            }
        }

        if (HasStanding && !IsBelowZero && HasCorrections && NextDay is not null)
        {
            AnnounceAdditions();
        }
    }

    /// <summary>All lines, in the order of their identities.</summary>
    public ReadOnlySpan<Ligne> Lignes => _lignes;

    /// <summary>
    /// The payments that speak for the part: those that stand, that is more is left of them than nothing; where none does, all.
    /// </summary>
    public Ligne[] Paiements { get; }

    /// <summary>The first payment that stands, by day and identity: the one whose day, transfer and recipient are shown.</summary>
    public Ligne? Principal { get; }

    public bool IsThere { get; }

    /// <summary>Whether more than nothing is left of one payment at least.</summary>
    public bool HasStanding { get; }

    public bool HasCorrections { get; private set; }

    /// <summary>Payments and corrections, without retenues, those of a day ahead included.</summary>
    public Montant Raw { get; private set; }

    /// <summary>Payments and corrections, without retenues and without those of a day ahead.</summary>
    public Montant Arrived { get; private set; }

    /// <summary>The sum that was or will be held back, positive.</summary>
    public Montant Retenues { get; private set; }

    /// <summary>The sum that was taken back without being replaced, less additions.</summary>
    public Montant Lost { get; }

    /// <summary>The sum by which the part pays less than before something was taken back; negative: more.</summary>
    public Montant Shortfall { get; }

    /// <summary>The last day on which something was taken back; null: nothing was.</summary>
    public DateOnly? TakenBackOn { get; private set; }

    /// <summary>Whether all that was paid was taken back.</summary>
    public bool IsAnnulee => IsThere && !HasStanding;

    public bool IsBelowZero => Raw < Montant.Zero;

    /// <summary>The first day ahead on which a payment that stands, or an addition to one, is made; null: all of them are paid.</summary>
    public DateOnly? AnnouncedFrom { get; private set; }

    /// <summary>The last such day.</summary>
    public DateOnly? AnnouncedUntil { get; private set; }

    /// <summary>Whether money of the part moves on a day ahead, retenues not counted.</summary>
    public bool IsMoving => Arrived != Raw;

    /// <summary>Whether its sum is one of a day ahead. A payment of 0,00 has a day and moves nothing.</summary>
    public bool IsAhead => IsMoving || (AnnouncedFrom is not null && Array.Exists(_lignes, IsMoneyAhead));

    /// <summary>The next day on which a payment or a correction moves money, retenues not counted; null: all of them have.</summary>
    public DateOnly? NextDay { get; private set; }

    /// <summary>Whether a line holds an amount back, or corrects one that was held back.</summary>
    public bool IsRetenue(Ligne ligne) => _retenues.Count > 0 && _retenues.Contains(ligne.Id);

    public bool HasBegun(Ligne ligne) => _begun.Contains(ligne.PayeLe);

    /// <summary>Whether every line is one member's.</summary>
    public bool IsAllOf(string adherentId)
    {
        foreach (var ligne in _lignes)
        {
            if (ligne.AdherentId != adherentId)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether every payment came by one transfer.</summary>
    public bool IsOf(string virement) => Array.TrueForAll(_lignes, l => !IsPaiement(l) || l.Virement == virement);

    /// <summary>The sum that has been paid so far to a recipient, less the retenues held back there.</summary>
    /// <param name="destinataire">The recipient.</param>
    /// <param name="adherentId">The member whose lines count; null: all.</param>
    public (Montant Net, Montant Retenues) Paid(Destinataire destinataire, string? adherentId)
    {
        var (net, held) = (Montant.Zero, Montant.Zero);
        foreach (var ligne in _lignes)
        {
            if (ligne.Destinataire == destinataire && (adherentId is null || ligne.AdherentId == adherentId) && HasBegun(ligne))
            {
                net += ligne.Montant;
                held -= IsRetenue(ligne) ? ligne.Montant : Montant.Zero;
            }
        }

        return (net, held);
    }

    /// <summary>The sum that a transfer brought to a recipient.</summary>
    public Montant Of(string virement, Destinataire destinataire)
    {
        var brought = Montant.Zero;
        foreach (var ligne in _lignes)
        {
            brought += ligne.Virement == virement && ligne.Destinataire == destinataire ? ligne.Montant : Montant.Zero;
        }

        return brought;
    }

    private void Announce(DateOnly day)
    {
        AnnouncedFrom = AnnouncedFrom < day ? AnnouncedFrom : day;
        AnnouncedUntil = AnnouncedUntil > day ? AnnouncedUntil : day;
        NextDay = NextDay < day ? NextDay : day;
    }

    private void AnnounceAdditions()
    {
        foreach (var ligne in _lignes)
        {
            if (ligne.Montant > Montant.Zero && !IsPaiement(ligne) && !IsRetenue(ligne) && !HasBegun(ligne))
            {
                Announce(ligne.PayeLe);
            }
        }
    }

    private bool IsMoneyAhead(Ligne ligne) => ligne.Montant != Montant.Zero && !IsRetenue(ligne) && !HasBegun(ligne);

    private static bool IsPaiement(Ligne ligne) => ligne.Nature == Nature.Paiement;

    private void Add(Ligne ligne)
    {
        var begun = HasBegun(ligne);
        if (IsRetenue(ligne))
        {
            Retenues -= ligne.Montant;
            return;
        }

        if (IsMoneyAhead(ligne))
        {
            NextDay = NextDay < ligne.PayeLe ? NextDay : ligne.PayeLe;
        }

        Raw += ligne.Montant;
        Arrived += begun ? ligne.Montant : Montant.Zero;
        HasCorrections |= !IsPaiement(ligne);
        if (CorrectedPaiements.TakesBack(ligne))
        {
            TakenBackOn = TakenBackOn > ligne.PayeLe ? TakenBackOn : ligne.PayeLe;
        }
    }
}
