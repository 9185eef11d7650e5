namespace Reconciliation.Domain;

/// <summary>
/// The precedence of situations, as a list of its own: the numbers of <see cref="Situation"/> are stored, and say nothing of it.
/// </summary>
public static class SituationPrecedence
{
    /// <summary>All situations: of two that hold at once the one that stands first is the verdict, and lists show it first.</summary>
    public static IReadOnlyList<Situation> Order { get; } =
    [
        Situation.Conteste,
        Situation.ARapprocher,
        Situation.Annule,
        Situation.Ecart,
        Situation.EnRetard,
        Situation.EnAttenteRo,
        Situation.EnAttenteComplementaire,
        Situation.Complet,
    ];

    /// <summary>The place of a situation, from 0.</summary>
    /// <param name="situation">The situation.</param>
    public static int RankOf(Situation situation)
    {
        for (var rank = 0; rank < Order.Count; rank++)
        {
            if (Order[rank] == situation)
            {
                return rank;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(situation), situation, "The order does not name it.");
    }
}
