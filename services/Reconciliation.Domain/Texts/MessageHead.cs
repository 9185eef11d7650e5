using static Reconciliation.Domain.MessagePartieType;

namespace Reconciliation.Domain;

/// <summary>The beginning of the list of the payments that came: « vos deux remboursements sont arrivés ».</summary>
internal readonly struct MessageHead
{
    /// <param name="parties">The facts of a message.</param>
    public MessageHead(IReadOnlyList<MessagePartie> parties)
    {
        (First, FirstAutre) = (-1, -1);
        var (toProfessionnel, ofRo, awaits) = (0, 0, false);
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
        }

        // Payments that came are the first facts of all, but for one that leads to them.
        var count = Last + 1;
        Opening = First == 0 ? Open(count, toProfessionnel, isOfBothParts: count == 2 && ofRo == 1, awaits) : null;
    }

    /// <summary>The rank of the first payment that came; −1: none.</summary>
    public int First { get; }

    /// <summary>The rank of the last, where there is a first.</summary>
    public int Last { get; }

    /// <summary>The rank of the first payment that came of a part without rules of its own; −1: none.</summary>
    public int FirstAutre { get; }

    /// <summary>The beginning of the list; null where another clause leads to it.</summary>
    public string? Opening { get; }

    private static string Open(int count, int toProfessionnel, bool isOfBothParts, bool awaits) => toProfessionnel switch
    {
        0 => count switch
        {
            1 => awaits ? "un premier remboursement est arrivé" : "votre remboursement est arrivé",
            2 => awaits ? "deux premiers remboursements sont arrivés" : "vos deux remboursements sont arrivés",
            _ => awaits ? "de premiers remboursements sont arrivés" : "vos remboursements sont arrivés",
        },
        _ when toProfessionnel == count && isOfBothParts => "les deux parts de ce soin ont été réglées en tiers payant",
        _ when toProfessionnel == count => awaits
            ? "une première part de ce soin a été réglée en tiers payant"
            : "ce soin a été réglé en tiers payant",
        _ => isOfBothParts ? "les deux parts de ce soin sont arrivées" : "plusieurs règlements de ce soin sont arrivés",
    };
}
