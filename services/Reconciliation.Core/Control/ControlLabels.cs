using System.Globalization;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>The names of totals in reports.</summary>
public static class ControlLabels
{
    public static string From(Part part) => part.Code;

    public static string From(TotalKey key) =>
        string.Create(CultureInfo.InvariantCulture, $"{From(key.Part)} {key.Source} {key.Day:yyyy-MM-dd}");
}
