using static Reconciliation.Domain.MessagePartieType;

namespace Reconciliation.Domain;

/// <summary>
/// The movements of money as the statement of a bank shows them: one for each transfer, day and recipient, net of what the same transfer
/// held back. One of both parts has no place. A sum that was held back without a payment to take it from is told by itself, with its day.
/// </summary>
/// <param name="c">The balance of the soin.</param>
/// <param name="adherentId">The member whose lines are told; null: all.</param>
/// <param name="parties">Where the facts go.</param>
internal readonly struct BankMovements(PartsBalance c, string? adherentId, List<MessagePartie> parties)
{
    public void Tell()
    {
        var transfers = Transfers();
        Add(transfers, hasBegun: true, t => t is { Paid.Cents: > 0, AutrePart: null }, Arrival);
        Add(transfers, hasBegun: true, t => t is { Paid.Cents: > 0, AutrePart: not null }, Arrival);
        Add(transfers, hasBegun: false, t => t.Paid > Montant.Zero, Arrival);
        Add(transfers, hasBegun: true, t => t.Paid < Montant.Zero, t => Movement(t, Reprise, -t.Paid));
        Add(transfers, hasBegun: false, t => t.Paid < Montant.Zero, t => Movement(t, RepriseAVenir, -t.Paid));
        new MovementFacts(c, adherentId, parties).TellNothingDue();
        TellHeldBack(transfers);
    }

    private List<Transfer> Transfers()
    {
        var transfers = new List<Transfer>();
        foreach (var part in (ReadOnlySpan<SoinPart>)[c.Ro, c.Complementaire, c.Autres])
        {
            foreach (var ligne in part.Lignes)
            {
                if (adherentId is null || ligne.AdherentId == adherentId)
                {
                    Add(transfers, part, ligne);
                }
            }
        }

        return [.. transfers.OrderBy(t => t.Jour)];
    }

    private static void Add(List<Transfer> transfers, SoinPart part, Ligne ligne)
    {
        var autre = ViewOfParts.AutrePart(ligne);
        var transfer = transfers.Find(t => t.Virement == ligne.Virement && t.Jour == ligne.PayeLe && t.Destinataire == ligne.Destinataire
            && t.AutrePart == autre);
        if (transfer is null)
        {
            transfer = new(ligne.Virement, ligne.PayeLe, ligne.Destinataire, autre, part.HasBegun(ligne));
            transfers.Add(transfer);
        }

        if (part.IsRetenue(ligne))
        {
            transfer.Held -= ligne.Montant;
        }
        else if (ligne.Montant != Montant.Zero)
        {
            transfer.Paid += ligne.Montant;
            var place = ViewOfParts.PlaceOf(ligne);
            transfer.IsOfBothParts |= transfer.Lieu is { } before
                && (before == VisibleSur.EspacePersonnel) != (place == VisibleSur.EspacePersonnel);
            transfer.Lieu = place;
        }
    }

    private void Add(List<Transfer> transfers, bool hasBegun, Predicate<Transfer> isOne, Func<Transfer, MessagePartie?> tell)
    {
        foreach (var transfer in transfers)
        {
            if (transfer.HasBegun == hasBegun && isOne(transfer) && tell(transfer) is { } partie)
            {
                parties.Add(partie);
            }
        }
    }

    // A payment that is wholly held back never comes.
    private static MessagePartie? Arrival(Transfer t) => t.Net <= Montant.Zero
        ? null
        : Movement(
            t,
            !t.HasBegun ? VersementAVenir : t.AutrePart is not null ? AutreVersement : Versement,
            t.Net);

    private static MessagePartie Movement(Transfer t, MessagePartieType type, Montant montant) =>
        new(type, montant, t.Jour, t.IsOfBothParts ? null : t.Lieu, t.Destinataire, t.AutrePart);

    // Without a day: it is in the sums that were told. With one: it was taken, or given back, by itself.
    private void TellHeldBack(List<Transfer> transfers)
    {
        var within = Montant.Zero;
        foreach (var transfer in transfers)
        {
            if (transfer is { Paid.Cents: > 0, Net.Cents: > 0 })
            {
                within += transfer.Held;
            }
        }

        Tell(within, Retenue, null);
        Tell(-within, RetenueRendue, null);
        foreach (var transfer in transfers)
        {
            var (held, day) = (transfer.HeldByItself, transfer.Jour);
            Tell(held, transfer.HasBegun ? Retenue : RetenueAVenir, day);
            Tell(-held, transfer.HasBegun ? RetenueRendue : RetenueRendueAVenir, day);
        }
    }

    private void Tell(Montant montant, MessagePartieType type, DateOnly? day)
    {
        if (montant > Montant.Zero)
        {
            parties.Add(new(type, montant, day));
        }
    }

    private sealed class Transfer(string virement, DateOnly day, Destinataire destinataire, Part? autrePart, bool hasBegun)
    {
        public string Virement { get; } = virement;

        public DateOnly Jour { get; } = day;

        public Destinataire Destinataire { get; } = destinataire;

        public Part? AutrePart { get; } = autrePart;

        public bool HasBegun { get; } = hasBegun;

        public VisibleSur? Lieu { get; set; }

        public bool IsOfBothParts { get; set; }

        /// <summary>Payments and what corrects them, signed.</summary>
        public Montant Paid { get; set; }

        /// <summary>The sum held back, positive; negative: given back.</summary>
        public Montant Held { get; set; }

        public Montant Net => Paid - Held;

        /// <summary>The share of it for which this transfer had no payment to take it from, or to give it back with.</summary>
        public Montant HeldByItself => Paid > Montant.Zero ? Montant.Max(Montant.Zero, -Net) : Held;
    }
}
