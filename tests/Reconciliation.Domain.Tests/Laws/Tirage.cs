namespace Reconciliation.Domain.Tests.Laws;

/// <summary>
/// A sequence of drawn numbers, read one after the other. The first choice of every draw is the plainest, so that a failing case
/// shrinks towards ordinary lines.
/// </summary>
internal sealed class Tirage(int[] nombres)
{
    private int _position;

    /// <summary>One of some choices; repeat a choice to make it likelier.</summary>
    public T Parmi<T>(params ReadOnlySpan<T> choix) => choix[Suivant() * choix.Length / Borne];

    /// <summary>A number from 0 to a bound, exclusive.</summary>
    public int Moins(int borne) => Suivant() * borne / Borne;

    /// <summary>True so many times in a hundred.</summary>
    public bool SurCent(int fois) => Suivant() >= Borne - (fois * (Borne / 100));

    /// <summary>The exclusive bound of the numbers drawn.</summary>
    public const int Borne = 1000;

    private int Suivant() => nombres[_position++ % nombres.Length];
}
