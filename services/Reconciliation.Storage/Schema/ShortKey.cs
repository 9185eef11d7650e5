namespace Reconciliation.Storage;

/// <summary>
/// Columns as the indexes of searches hold them: in four bytes. Those indexes are a third of what a line takes on disk. Two values may have
/// one key, so a statement asks for the key, by which rows are found, and for the value.
/// </summary>
internal static class ShortKey
{
    /// <summary>An amount: its cents. Those that four bytes do not hold have the key of the last that they hold.</summary>
    /// <param name="cents">The column, or a parameter, in cents.</param>
    public static string OfMontant(string cents) => $"least(greatest({cents}::bigint, {int.MinValue}), {int.MaxValue})::integer";

    /// <summary>A reference: the hash by which the server finds it in a hash index.</summary>
    /// <param name="text">The column, or a parameter.</param>
    public static string OfText(string text) => $"hashtext({text}::text)";

    /// <summary>An amount that equals a parameter.</summary>
    /// <param name="column">The column, in cents.</param>
    /// <param name="parameter">The parameter, in cents.</param>
    public static string MontantIs(string column, string parameter) =>
        $"{OfMontant(column)} = {OfMontant(parameter)} AND {column} = {parameter}";

    /// <summary>A reference that equals a parameter.</summary>
    /// <param name="column">The column.</param>
    /// <param name="parameter">The parameter.</param>
    public static string TextIs(string column, string parameter) =>
        $"{OfText(column)} = {OfText(parameter)} AND {column} = {parameter}";
}
