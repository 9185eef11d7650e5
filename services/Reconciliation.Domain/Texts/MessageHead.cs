using static Reconciliation.Domain.MessagePartieType;

namespace Reconciliation.Domain;

/// <summary>The beginning of the list of the payments that came: « vos deux remboursements sont arrivés ».</summary>
internal readonly struct MessageHead
{
    /// <param name="parties">The facts of a message.</param>
    public MessageHead(IReadOnlyList<MessagePartie> parties)
    {
        (First, FirstAutre) = (-1, -1);
        var (toProfessionnel, ofRo, awaits, isOpen) = (0, 0, false, false);
        for (var rank = 0; rank < parties.Count; rank++)
        {
            var p = parties[rank];
            if (p.Type is Versement or VersementUnique)
            {
                (First, Last) = (First < 0 ? rank : First, rank);
                toProfessionnel += p.Destinataire == Destinataire.Professionnel ? 1 : 0;
                ofRo += p.Lieu == VisibleSur.EspacePersonnel ? 0 : 1;
            }

            FirstAutre = FirstAutre < 0 && p.Type == AutreVersement ? rank : FirstAutre;
            awaits |= p.Type is VersementAVenir or Attendue or AttendueAvant or EnRetard;
            isOpen |= p.Type is AutreAdherent or Conteste or ARapprocher or Depassement or DepassementAnnonce or RoVerse or RoVerseAVenir
                or RepriseNonRemplacee or RepriseExcessive;
        }

        // Payments that came are the first facts of all, but for one that leads to them.
        var count = Last + 1;
        var ofBothParts = count == 2 && ofRo == 1;
        Opening = First != 0 ? null
            : toProfessionnel == 0 ? ToMember(count, awaits)
            : toProfessionnel == count ? ToProfessionnel(count, ofBothParts, awaits, isOpen)
            : ofBothParts && !awaits && !isOpen ? "les deux parts de ce soin sont arrivées"
            : "plusieurs règlements de ce soin sont arrivés";
    }

    /// <summary>The rank of the first payment that came; −1: none.</summary>
    public int First { get; }

    /// <summary>The rank of the last, where there is a first.</summary>
    public int Last { get; }

    /// <summary>The rank of the first payment that came of a part without rules of its own; −1: none.</summary>
    public int FirstAutre { get; }

    /// <summary>The beginning of the list; null where another clause leads to it.</summary>
    public string? Opening { get; }

    private static string ToMember(int count, bool awaits) => count switch
    {
        1 => awaits ? "un premier remboursement est arrivé" : "votre remboursement est arrivé",
        2 => awaits ? "deux premiers remboursements sont arrivés" : "vos deux remboursements sont arrivés",
        _ => awaits ? "de premiers remboursements sont arrivés" : "vos remboursements sont arrivés",
    };

    // A part is settled once all its payments are made. A share tells the payments of one of two members and not those of a whole part, and
    // while a person looks at a soin nobody knows whether more will come.
    private static string ToProfessionnel(int count, bool ofBothParts, bool awaits, bool isOpen) => (ofBothParts, awaits) switch
    {
        _ when isOpen => count == 1
            ? "un règlement de ce soin a été fait en tiers payant"
            : "plusieurs règlements de ce soin ont été faits en tiers payant",
        (true, true) => "de premiers règlements de ce soin ont été faits en tiers payant",
        (true, false) => "les deux parts de ce soin ont été réglées en tiers payant",
        (false, true) => "une première part de ce soin a été réglée en tiers payant",
        (false, false) => "ce soin a été réglé en tiers payant",
    };
}
