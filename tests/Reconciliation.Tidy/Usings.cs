global using Reconciliation.Tidy.Reading;
global using Xunit;
