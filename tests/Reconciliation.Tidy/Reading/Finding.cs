namespace Reconciliation.Tidy.Reading;

/// <summary>A place that breaks a rule.</summary>
/// <param name="Path">The file, or the folder, from the root of the repository.</param>
/// <param name="Line">Its line; 1 where the whole file is meant.</param>
/// <param name="Advice">The advice on mending it.</param>
internal sealed record Finding(string Path, int Line, string Advice)
{
    public override string ToString() => $"{Path}:{Line} {Advice}";
}
