namespace Reconciliation.ConsoleWeb.Security;

/// <summary>Tells a request of the console's own scripts from a page that a person opens.</summary>
public static class Fragments
{
    /// <summary>The header that scripts send. Another site cannot: it is not among those that CORS allows unasked.</summary>
    public const string Header = "X-Fragment";
}
