using CsCheck;

namespace Reconciliation.Domain.Tests.Laws;

/// <summary>Checks a law on many generated cases.</summary>
internal static class Lois
{
    /// <summary>How many cases every law is checked on, unless CsCheck_Iter asks for more.</summary>
    public const long Cas = 10_000;

    /// <summary>Checks a law. A failure names the seed; with it in CsCheck_Seed that very case comes first.</summary>
    public static void Tient(Action<Cas> loi) =>
        Generateur.Cas.Sample(loi, iter: Math.Max(Cas, Check.Iter), print: cas => cas.ToString());
}
